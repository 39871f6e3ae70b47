import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { EventStore } from '@daybook/event-store';
import { MemoryHandler } from '@daybook/memory';
import { EVENT_STORE, Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { DeploymentHandler } from '../application/deployment.handler.js';
import { EngineRoom } from '../application/engine-room.js';
import { memoryIndexes, service } from '../projections/known.projections.js';

/** Remembers repositories, servable versions and serving engines. */
@Controller()
export class MemoryReactions {
  private readonly memory: MemoryHandler;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    private readonly engines: EngineRoom,
    private readonly deployments: DeploymentHandler,
  ) {
    this.memory = new MemoryHandler(store, service, memoryIndexes);
  }

  @Reaction(service, 'daybook.repository.created.v1')
  onRepositoryCreated(@Payload() fact: Fact<'daybook.repository.created.v1'>): Promise<void> {
    return this.memory.remember('repository', fact.data.repositoryId, fact, 'name');
  }

  @Reaction(service, 'daybook.repository.renamed.v1')
  onRepositoryRenamed(@Payload() fact: Fact<'daybook.repository.renamed.v1'>): Promise<void> {
    return this.memory.remember('repository', fact.data.repositoryId, fact, 'name');
  }

  @Reaction(service, 'daybook.repository.default-version-set.v1')
  onDefaultVersionSet(@Payload() fact: Fact<'daybook.repository.default-version-set.v1'>): Promise<void> {
    return this.memory.remember('repository', fact.data.repositoryId, fact);
  }

  @Reaction(service, 'daybook.repository.default-version-withdrawn.v1')
  onDefaultWithdrawn(@Payload() fact: Fact<'daybook.repository.default-version-withdrawn.v1'>): Promise<void> {
    return this.memory.remember('repository', fact.data.repositoryId, fact);
  }

  @Reaction(service, 'daybook.repository.deleted.v1')
  async onRepositoryDeleted(@Payload() fact: Fact<'daybook.repository.deleted.v1'>): Promise<void> {
    const { repositoryId } = fact.data;
    for (const { deploymentId } of await this.engines.deploymentsOfRepository(repositoryId)) {
      const context = reactionContext(fact, `undeploy-${deploymentId}`);
      await this.deployments.execute(deploymentId, { type: 'Undeploy', data: {} }, context);
    }
    await this.memory.remember('repository', repositoryId, fact);
  }

  @Reaction(service, 'daybook.version.ready.v1')
  onVersionReady(@Payload() fact: Fact<'daybook.version.ready.v1'>): Promise<void> {
    return this.memory.remember('version', fact.data.versionId, fact);
  }

  @Reaction(service, 'daybook.version.archived.v1')
  onVersionArchived(@Payload() fact: Fact<'daybook.version.archived.v1'>): Promise<void> {
    return this.memory.remember('version', fact.data.versionId, fact);
  }

  @Reaction(service, 'daybook.engine.registered.v1')
  async onEngineRegistered(@Payload() fact: Fact<'daybook.engine.registered.v1'>): Promise<void> {
    const { engineId, kind, url } = fact.data;
    if (kind !== 'serving' || url === null) return;
    await this.memory.remember('engine', engineId, fact, 'liveness');
    for (const { deploymentId } of await this.engines.deploymentsOf(engineId)) await this.engines.load(deploymentId);
  }

  @Reaction(service, 'daybook.engine.lost.v1')
  onEngineLost(@Payload() fact: Fact<'daybook.engine.lost.v1'>): Promise<void> {
    return this.memory.remember('engine', fact.data.engineId, fact, 'liveness');
  }
}
