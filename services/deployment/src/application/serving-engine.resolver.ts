import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { KnownLookup, recall } from '@daybook/memory';
import { CONSUMER_PROGRESS, EVENT_STORE, type ConsumerProgress } from '@daybook/messaging';
import { knownEngineMemory, service } from '../projections/known.projections.js';
import { ServingEngineUnknown } from './deployment.errors.js';

/** Finds serving engines in this service's memory of what the orchestrator said. */
@Injectable()
export class ServingEngineResolver {
  private readonly lookup: KnownLookup;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONSUMER_PROGRESS) progress: ConsumerProgress,
  ) {
    this.lookup = new KnownLookup(service, store, progress);
  }

  /** Hears out what was said before the question. @throws ServingEngineUnknown */
  async assertKnown(engineId: string): Promise<void> {
    const found = await this.lookup.find(() => recall(this.store, knownEngineMemory, engineId), []);
    if (found === null) throw new ServingEngineUnknown(engineId);
  }

  /** Whether it has been heard of so far. */
  async isKnown(engineId: string): Promise<boolean> {
    return (await recall(this.store, knownEngineMemory, engineId)) !== null;
  }
}
