import { AuditModule } from '@daybook/audit';
import { DeploymentModule } from '@daybook/deployment';
import { deploymentPublishing } from '@daybook/deployment/publishing';
import type { AnyPublishing } from '@daybook/messaging';
import { RepositoryModule } from '@daybook/repository';
import { repositoryPublishing } from '@daybook/repository/publishing';
import type { ApplicationModule } from '@daybook/service-kit';
import { TrainingOrchestratorModule } from '@daybook/training-orchestrator';
import { trainingOrchestratorPublishing } from '@daybook/training-orchestrator/publishing';
import { VersioningModule } from '@daybook/versioning';
import { versioningPublishing } from '@daybook/versioning/publishing';
import { artifactCollectionOptions } from '../artifact-collection.settings.js';
import { ArtifactCollectionModule } from './artifact-collection.module.js';
import type { ServiceConfig } from './service.config.js';
import { serviceNames, type ServiceName } from './service.names.js';

/** A service as a process of its own: its module, and what it tells of its own streams. */
type Service = Readonly<{
  module: (config: ServiceConfig) => ApplicationModule;
  publishings: readonly AnyPublishing[];
  /** What its process does for all services. */
  besides?: (config: ServiceConfig) => readonly ApplicationModule[];
}>;

export const services: Readonly<Record<ServiceName, Service>> = {
  repository: {
    module: () => RepositoryModule,
    publishings: repositoryPublishing,
    besides: (config) => [ArtifactCollectionModule.forRoot(artifactCollectionOptions(config))],
  },
  versioning: { module: () => VersioningModule, publishings: versioningPublishing },
  'training-orchestrator': {
    module: ({ leaseMs, maxAttempts }) => TrainingOrchestratorModule.forRoot({ leaseMs, maxAttempts }),
    publishings: trainingOrchestratorPublishing,
  },
  deployment: { module: () => DeploymentModule, publishings: deploymentPublishing },
  audit: { module: () => AuditModule, publishings: [] },
};

/** Of all services: whoever reads the log for facts needs every translation. */
export const allPublishings: readonly AnyPublishing[] = serviceNames.flatMap((name) => services[name].publishings);
