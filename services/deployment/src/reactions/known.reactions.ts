import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { DeploymentHandler } from '../application/deployment.handler.js';
import { EngineRoom } from '../application/engine-room.js';
import { KnownHandler } from '../application/known.handler.js';
import type { KnownEvent } from '../domain/known.events.js';
import { knownStreams } from '../projections/known.projections.js';

const consumer = 'deployment';

/** Remembers repositories, servable versions and serving engines. */
@Controller()
export class KnownReactions {
  constructor(
    private readonly known: KnownHandler,
    private readonly engines: EngineRoom,
    private readonly deployments: DeploymentHandler,
  ) {}

  @Reaction(consumer, 'daybook.repository.created.v1')
  onRepositoryCreated(@Payload() fact: Fact<'daybook.repository.created.v1'>): Promise<void> {
    const { repositoryId, name, at } = fact.data;
    return this.remember(fact, 'repository', repositoryId, {
      type: 'KnownRepositoryNamed',
      schemaVersion: 1,
      data: { repositoryId, name, at },
    });
  }

  @Reaction(consumer, 'daybook.repository.renamed.v1')
  onRepositoryRenamed(@Payload() fact: Fact<'daybook.repository.renamed.v1'>): Promise<void> {
    const { repositoryId, name, at } = fact.data;
    return this.remember(fact, 'repository', repositoryId, {
      type: 'KnownRepositoryNamed',
      schemaVersion: 1,
      data: { repositoryId, name, at },
    });
  }

  @Reaction(consumer, 'daybook.repository.default-version-set.v1')
  onDefaultVersionSet(@Payload() fact: Fact<'daybook.repository.default-version-set.v1'>): Promise<void> {
    const { repositoryId, number, at } = fact.data;
    return this.remember(fact, 'repository', repositoryId, {
      type: 'KnownRepositoryDefaultSet',
      schemaVersion: 1,
      data: { repositoryId, number, at },
    });
  }

  @Reaction(consumer, 'daybook.repository.deleted.v1')
  async onRepositoryDeleted(@Payload() fact: Fact<'daybook.repository.deleted.v1'>): Promise<void> {
    const { repositoryId, at } = fact.data;
    for (const { deploymentId } of await this.engines.deploymentsOfRepository(repositoryId)) {
      await this.deployments.execute(
        deploymentId,
        { type: 'Undeploy', data: {} },
        reactionContext(fact, `undeploy-${deploymentId}`),
      );
    }
    await this.remember(fact, 'repository', repositoryId, {
      type: 'KnownRepositoryDeleted',
      schemaVersion: 1,
      data: { repositoryId, at },
    });
  }

  @Reaction(consumer, 'daybook.version.ready.v1')
  onVersionReady(@Payload() fact: Fact<'daybook.version.ready.v1'>): Promise<void> {
    const { repositoryId, versionId, number, model, at } = fact.data;
    return this.remember(fact, 'version', versionId, {
      type: 'KnownVersionReady',
      schemaVersion: 1,
      data: { repositoryId, versionId, number, model, at },
    });
  }

  @Reaction(consumer, 'daybook.engine.registered.v1')
  async onEngineRegistered(@Payload() fact: Fact<'daybook.engine.registered.v1'>): Promise<void> {
    const { engineId, instanceId, kind, url, at } = fact.data;
    if (kind !== 'serving' || url === null) return;
    await this.remember(fact, 'engine', engineId, {
      type: 'KnownEngineRegistered',
      schemaVersion: 1,
      data: { engineId, instanceId, url, at },
    });
    for (const { deploymentId } of await this.engines.deploymentsOf(engineId)) await this.engines.load(deploymentId);
  }

  @Reaction(consumer, 'daybook.engine.lost.v1')
  onEngineLost(@Payload() fact: Fact<'daybook.engine.lost.v1'>): Promise<void> {
    const { engineId, instanceId, at } = fact.data;
    return this.remember(fact, 'engine', engineId, {
      type: 'KnownEngineLost',
      schemaVersion: 1,
      data: { engineId, instanceId, at },
    });
  }

  private remember(fact: Fact, kind: keyof typeof knownStreams, id: string, event: KnownEvent): Promise<void> {
    return this.known.remember(`${knownStreams[kind]}${id}`, event, reactionContext(fact, `remember-${kind}`));
  }
}
