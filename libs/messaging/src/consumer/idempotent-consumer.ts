import { DomainError } from '@daybook/event-sourcing';
import type { Fact } from '../fact.types.js';
import type { ConsumerState } from './consumer-state.port.js';
import { attempt, type RetryPolicy } from './retry.js';

export type FactHandler = (fact: Fact) => Promise<void>;

/**
 * Handles each key's facts once and in order, as far as its memory goes: what is at or below the key's last applied
 * position is dropped, what fails for good goes to the dead letters, and so does whatever follows it in its key.
 */
export class IdempotentConsumer {
  private readonly applied: Map<string, number>;
  private readonly blocked: Set<string>;

  constructor(
    readonly name: string,
    private readonly state: ConsumerState,
    private readonly handlers: ReadonlyMap<string, readonly FactHandler[]>,
    private readonly policy: RetryPolicy,
  ) {
    this.applied = new Map(state.appliedAbove(name, state.checkpoint(name)));
    this.blocked = new Set(state.blockedKeys(name));
  }

  checkpoint(): number {
    return this.state.checkpoint(this.name);
  }

  /** False when it was interrupted: then nothing is known about this fact, and it must come again. */
  async consume(fact: Fact, signal: AbortSignal): Promise<boolean> {
    const handlers = this.handlers.get(fact.type);
    if (handlers === undefined || fact.position <= this.lastApplied(fact.key)) return true;
    if (this.blocked.has(fact.key)) {
      this.bury(fact, 'key-blocked', 'an earlier fact of this key is a dead letter', 0);
    } else {
      const outcome = await attempt(() => this.handle(handlers, fact), this.policy, signal);
      if (!outcome.ok && outcome.aborted) return false;
      if (!outcome.ok) this.bury(fact, codeOf(outcome.error), String(outcome.error), outcome.attempts);
    }
    this.applied.set(fact.key, fact.position);
    return true;
  }

  /** Everything at or below has been consumed. */
  commit(checkpoint: number): void {
    this.state.save(this.name, checkpoint, this.applied);
    for (const [key, position] of this.applied) if (position <= checkpoint) this.applied.delete(key);
  }

  /** Handles a dead letter once more, outside of the order that it has missed. */
  async redeliver(fact: Fact): Promise<void> {
    await this.handle(this.handlers.get(fact.type) ?? [], fact);
  }

  refreshBlocked(): void {
    this.blocked.clear();
    for (const key of this.state.blockedKeys(this.name)) this.blocked.add(key);
  }

  private async handle(handlers: readonly FactHandler[], fact: Fact): Promise<void> {
    for (const handler of handlers) await handler(fact);
  }

  private lastApplied(key: string): number {
    return this.applied.get(key) ?? 0;
  }

  private bury(fact: Fact, code: string, reason: string, attempts: number): void {
    const { key, type, position } = fact;
    const at = new Date().toISOString();
    this.state.bury({ consumer: this.name, key, type, position, message: fact, code, reason, attempts, at });
    this.blocked.add(key);
  }
}

const codeOf = (error: unknown): string => (error instanceof DomainError ? error.code : 'unexpected-error');
