import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Schema, type Model } from 'mongoose';
import type { MongoLink } from '@daybook/mongodb';
import type { Lane } from '../consumer/dead-letters.port.js';
import type { LaneTurns } from '../consumer/lane-turns.port.js';
import { DeadLettersUnavailable } from '../messaging.errors.js';

/** `beat` grows with each renewal: who sees it unchanged for long knows that the holder is gone, whatever the clocks say. */
type Turn = { _id: string; holder: string; beat: number };
const schema = new Schema<Turn>(
  { _id: { type: String, required: true }, holder: { type: String, required: true }, beat: { type: Number, required: true } },
  { strict: 'throw', strictQuery: 'throw', versionKey: false, autoCreate: false, autoIndex: false },
);

const duplicateKey = 11000;
const defaultLeaseMs = 10_000;
const renewalsInLease = 5;
const pollMs = 50;

/** Turns in MongoDB, a document for each lane at work. A process that does not renew its turn for the lease has lost it. */
export class MongoLaneTurns implements LaneTurns {
  constructor(
    private readonly link: MongoLink,
    private readonly leaseMs = defaultLeaseMs,
  ) {}

  async take({ consumer, kind, key }: Lane, signal: AbortSignal, task: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const turn = { _id: JSON.stringify([consumer, kind, key]), holder: randomUUID(), beat: 0 };
    if (!(await this.had(turn, signal))) return false;
    const [lost, ended] = [new AbortController(), new AbortController()];
    void this.keep(turn, lost, ended.signal);
    try {
      await task(AbortSignal.any([signal, lost.signal]));
      return true;
    } finally {
      ended.abort();
      await this.leave(turn);
    }
  }

  private async had(turn: Turn, signal: AbortSignal): Promise<boolean> {
    let seen: (Turn & { sinceMs: number }) | null = null;
    while (!signal.aborted) {
      if (await this.begun(turn)) return true;
      const other = await this.find(turn._id);
      if (other === null) continue;
      const nowMs = performance.now();
      if (seen?.holder !== other.holder || seen.beat !== other.beat) seen = { ...other, sinceMs: nowMs };
      if (nowMs - seen.sinceMs >= this.leaseMs && (await this.passed(other, turn))) return true;
      await pause(pollMs, signal);
    }
    return false;
  }

  /** Until the turn ends, or is lost. */
  private async keep({ _id, holder }: Turn, lost: AbortController, ended: AbortSignal): Promise<void> {
    // Half a lease after the last renewal: the other half is what its answer may have taken.
    const overdue = setTimeout(() => lost.abort(), this.leaseMs / 2);
    ended.addEventListener('abort', () => clearTimeout(overdue), { once: true });
    while (!ended.aborted && !lost.signal.aborted) {
      await pause(this.leaseMs / renewalsInLease, ended);
      if (ended.aborted) return;
      try {
        const { matchedCount } = await this.ask(() => this.turns.updateOne({ _id, holder }, { $inc: { beat: 1 } }));
        if (matchedCount === 0) lost.abort();
        else overdue.refresh();
      } catch {
        // Tried again until it is overdue.
      }
    }
  }

  private async begun(turn: Turn): Promise<boolean> {
    try {
      await this.ask(() => this.turns.create(turn));
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === duplicateKey) return false;
      throw error;
    }
  }

  private find(_id: string): Promise<Turn | null> {
    return this.ask(() => this.turns.findOne({ _id }).lean<Turn>().exec());
  }

  private async passed({ _id, holder, beat }: Turn, turn: Turn): Promise<boolean> {
    const next = { holder: turn.holder, beat: 0 };
    const { matchedCount } = await this.ask(() => this.turns.updateOne({ _id, holder, beat }, { $set: next }));
    return matchedCount === 1;
  }

  private async leave({ _id, holder }: Turn): Promise<void> {
    // Where it cannot be left, it lapses.
    await this.ask(() => this.turns.deleteOne({ _id, holder })).catch(() => undefined);
  }

  /** @throws DeadLettersUnavailable */
  private ask<Answer>(operation: () => Promise<Answer>): Promise<Answer> {
    return this.link.ask(operation, DeadLettersUnavailable);
  }

  private get turns(): Model<Turn> {
    return this.link.model('LaneTurn', schema, 'dead_letter_turns');
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);
