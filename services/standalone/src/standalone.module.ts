import { join } from 'node:path';
import { Module, type DynamicModule } from '@nestjs/common';
import type { ArtifactStore } from '@daybook/artifacts';
import { AuditModule } from '@daybook/audit';
import { DeploymentModule } from '@daybook/deployment';
import { deploymentPublishing } from '@daybook/deployment/publishing';
import type { EventStore } from '@daybook/event-store';
import { ARTIFACT_STORE, EmbeddedMessagingModule, EVENT_STORE } from '@daybook/messaging';
import { RepositoryModule } from '@daybook/repository';
import { repositoryPublishing } from '@daybook/repository/publishing';
import {
  ArtifactCollection,
  ArtifactCollectionController,
  ArtifactReferenceRegistry,
  HEALTH_CHECKS,
  HealthController,
  OperationsController,
  type HealthCheck,
} from '@daybook/service-kit';
import { TrainingOrchestratorModule } from '@daybook/training-orchestrator';
import { trainingOrchestratorPublishing } from '@daybook/training-orchestrator/publishing';
import { VersioningModule } from '@daybook/versioning';
import { versioningPublishing } from '@daybook/versioning/publishing';
import { ProjectionRegistry } from '@daybook/views';
import { artifactCollectionOptions } from './artifact-collection.settings.js';
import { engineSpecs } from './engine.specs.js';
import { PlatformModule } from './platform.module.js';
import type { StandaloneConfig } from './standalone.config.js';

const publishings = [...repositoryPublishing, ...versioningPublishing, ...trainingOrchestratorPublishing, ...deploymentPublishing];

const healthChecks = (store: EventStore, projections: ProjectionRegistry): readonly HealthCheck[] => [
  { name: 'event-log', check: async () => ((await store.headPosition()) >= 0 ? null : 'the log has no head') },
  {
    name: 'views',
    check: async () => {
      const failed = (await projections.list()).filter(({ state }) => state === 'failed');
      return failed.length === 0 ? null : failed.map(({ name, error }) => `${name}: ${error ?? ''}`).join('; ');
    },
  },
];

/** The whole product in one process. */
@Module({})
export class StandaloneModule {
  static forRoot(config: StandaloneConfig): DynamicModule {
    const { dataDirectory, leaseMs, maxAttempts } = config;
    return {
      module: StandaloneModule,
      imports: [
        PlatformModule.forRoot(config),
        EmbeddedMessagingModule.forRoot({ publishings, stateFile: join(dataDirectory, 'consumers.db'), engines: engineSpecs(config) }),
        RepositoryModule,
        TrainingOrchestratorModule.forRoot({ leaseMs, maxAttempts }),
        VersioningModule,
        DeploymentModule,
        AuditModule,
      ],
      providers: [
        { provide: HEALTH_CHECKS, inject: [EVENT_STORE, ProjectionRegistry], useFactory: healthChecks },
        {
          provide: ArtifactCollection,
          inject: [EVENT_STORE, ARTIFACT_STORE, ArtifactReferenceRegistry],
          useFactory: (store: EventStore, artifacts: ArtifactStore, references: ArtifactReferenceRegistry) =>
            new ArtifactCollection({ store, artifacts, references }, artifactCollectionOptions(config)),
        },
      ],
      exports: [HEALTH_CHECKS],
      controllers: [HealthController, OperationsController, ArtifactCollectionController],
    };
  }
}
