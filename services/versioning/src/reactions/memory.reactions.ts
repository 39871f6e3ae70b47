import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { EventStore } from '@daybook/event-store';
import { MemoryHandler } from '@daybook/memory';
import { EVENT_STORE, Reaction, type Fact } from '@daybook/messaging';
import { memoryIndexes, service } from '../projections/known.projections.js';

/** Remembers repositories and datasets. */
@Controller()
export class MemoryReactions {
  private readonly memory: MemoryHandler;

  constructor(@Inject(EVENT_STORE) store: EventStore) {
    this.memory = new MemoryHandler(store, service, memoryIndexes);
  }

  @Reaction(service, 'daybook.repository.created.v1')
  onCreated(@Payload() fact: Fact<'daybook.repository.created.v1'>): Promise<void> {
    return this.memory.remember('repository', fact.data.repositoryId, fact, 'name');
  }

  @Reaction(service, 'daybook.repository.renamed.v1')
  onRenamed(@Payload() fact: Fact<'daybook.repository.renamed.v1'>): Promise<void> {
    return this.memory.remember('repository', fact.data.repositoryId, fact, 'name');
  }

  @Reaction(service, 'daybook.repository.default-version-set.v1')
  onDefaultSet(@Payload() fact: Fact<'daybook.repository.default-version-set.v1'>): Promise<void> {
    return this.memory.remember('repository', fact.data.repositoryId, fact);
  }

  @Reaction(service, 'daybook.repository.default-version-withdrawn.v1')
  onDefaultWithdrawn(@Payload() fact: Fact<'daybook.repository.default-version-withdrawn.v1'>): Promise<void> {
    return this.memory.remember('repository', fact.data.repositoryId, fact);
  }

  @Reaction(service, 'daybook.repository.deleted.v1')
  onDeleted(@Payload() fact: Fact<'daybook.repository.deleted.v1'>): Promise<void> {
    return this.memory.remember('repository', fact.data.repositoryId, fact);
  }

  @Reaction(service, 'daybook.dataset.registered.v1')
  onDatasetRegistered(@Payload() fact: Fact<'daybook.dataset.registered.v1'>): Promise<void> {
    return this.memory.remember('dataset', fact.data.datasetId, fact);
  }
}
