import type { ConsumedMessage } from './consumed-message.types.js';
import type { AppliedPosition, ConsumerOffsets } from './consumer-offsets.port.js';
import type { DeliveryOutcome, GuardedDelivery } from './guarded-delivery.js';
import type { Rest } from './keyed-lanes.js';

type Applied = Map<string, AppliedPosition>;

/**
 * Applies each message of the log at most once in effect: what is not above the last applied position of its topic and
 * key is a duplicate. Positions are remembered at once and saved when the transport says so, after the effects.
 */
export class IdempotentConsumer {
  private recent: Applied = new Map();
  private saving: Applied = new Map();
  private term = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly delivery: GuardedDelivery,
    private readonly offsets: ConsumerOffsets,
  ) {}

  /** One call at a time per key. */
  async receive(message: ConsumedMessage & { position: number }, signal: AbortSignal, rest?: Rest): Promise<DeliveryOutcome> {
    const { topic, key, position } = message;
    const { term } = this;
    const slot = JSON.stringify([topic, key]);
    const applied = this.recent.get(slot) ?? this.saving.get(slot);
    const last = applied?.position ?? (await this.offsets.lastPosition(this.name, topic, key));
    if (position <= last) return 'duplicate';
    const outcome = await this.delivery.deliver(message, signal, rest);
    // Of a term that is over it says nothing any more: another process may be far beyond.
    if (outcome !== 'interrupted' && term === this.term) this.recent.set(slot, { topic, key, position });
    return outcome;
  }

  /** Begins a term: other processes may have applied more meanwhile, so that only the store knows the last positions. */
  begin(): Promise<void> {
    this.term += 1;
    return this.save(0);
  }

  /** Saves what was applied so far with the contiguous checkpoint. Calls take their turn: partitions end their batches at any time. */
  save(checkpoint: number): Promise<void> {
    const saved = this.turn.then(() => this.saveRecent(checkpoint));
    this.turn = saved.catch(() => undefined);
    return saved;
  }

  private async saveRecent(checkpoint: number): Promise<void> {
    this.saving = this.recent;
    this.recent = new Map();
    try {
      await this.offsets.save(this.name, checkpoint, [...this.saving.values()]);
    } catch (error) {
      this.recent = new Map([...this.saving, ...this.recent]);
      throw error;
    } finally {
      this.saving = new Map();
    }
  }
}
