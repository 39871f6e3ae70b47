import type { AnyEvent, ProjectionDefinition } from '@daybook/event-sourcing';
import type { EventStore, SubscriptionBatch } from '@daybook/event-store';
import { applyBatch } from './apply-batch.js';
import { IdleCheckpoint, idleWriteMs } from './idle-checkpoint.js';
import { withIdleTurns } from './idle-turns.js';
import { PositionWaiters } from './position-waiters.js';
import { keep, pause, whileHeld } from './view-tenure.js';
import { TombstoneSweep } from './tombstone-sweep.js';
import { ViewWriteConflict } from './view-store.errors.js';
import type { ViewCollection, ViewLease } from './view-store.port.js';

export type ProjectorStatus = Readonly<{
  name: string;
  position: number;
  /** `following`: another instance writes the view. */
  state: 'catching-up' | 'live' | 'following' | 'paused' | 'failed';
  /** Why it failed; it tries again, from the position in the store. */
  error: string | null;
}>;

const batchSize = 1000;
const slowestRetryMs = 5000;
const mostConflicts = 5;
const pollMs = { awaited: 10, idle: 200 } as const;
/** What happens within it may be written at once. */
const gatheringMs = 10;

export type ProjectorOptions = Readonly<{
  /** A tombstone is kept for so long at least, in ms. */
  sweepAfterMs?: number;
}>;

const defaultSweepAfterMs = 60_000;

/** Keeps one view up with the log; where several instances share the view, while it is this one's turn. */
export class Projector<View = unknown, Event extends AnyEvent = AnyEvent> {
  private readonly stopping = new AbortController();
  private readonly waiters = new PositionWaiters();
  private running: Promise<void> = Promise.resolve();
  private pausing: AbortController | null = null;
  private nudge = new AbortController();
  private current: ProjectorStatus;

  constructor(
    private readonly store: EventStore,
    readonly projection: ProjectionDefinition<View, Event>,
    private readonly views: ViewCollection<View>,
    private readonly options: ProjectorOptions = {},
  ) {
    this.current = { name: projection.name, position: 0, state: 'catching-up', error: null };
  }

  start(): void {
    this.begin((signal) => this.run(signal));
  }

  /** Resolves when nothing is being written any more, nor will be by another instance if this one has been writing. */
  async pause(): Promise<void> {
    await this.halt();
    const { lease } = this.views;
    if (lease !== undefined && this.current.state !== 'following') this.begin((signal) => keep(lease, signal).catch(() => {}));
    this.become({ state: 'paused' });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    // Who cannot be told will see that it is not renewed.
    await this.views.lease?.release().catch(() => {});
    this.waiters.dismiss();
  }

  status(): ProjectorStatus {
    return this.current;
  }

  /** False when the time has passed before the view reflects the position. */
  async waitUntil(position: number, timeoutMs: number): Promise<boolean> {
    if (this.current.position >= position) return true;
    const reached = this.waiters.wait(position, timeoutMs);
    this.nudge.abort();
    await reached;
    return this.current.position >= position;
  }

  private begin(work: (signal: AbortSignal) => Promise<void>): void {
    const before = this.halt();
    this.pausing = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, this.pausing.signal]);
    this.running = before.then(() => work(signal));
  }

  private async halt(): Promise<void> {
    this.pausing?.abort();
    await this.running;
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.turn(signal, () => (failures = 0));
      } catch (error) {
        // A conflict means that the store has moved on; anything else may heal or needs new code: either way, from the store.
        if (!(error instanceof ViewWriteConflict) || failures >= mostConflicts) await this.fail(error);
        await pause(Math.min(slowestRetryMs, 50 * 2 ** failures), signal);
      }
    }
  }

  private async turn(signal: AbortSignal, progressed: () => void): Promise<void> {
    const { lease } = this.views;
    if (lease === undefined) return this.follow(signal, progressed);
    if (await lease.hold()) return whileHeld(lease, signal, (held) => this.follow(held, progressed));
    return this.watch(lease, signal);
  }

  private async follow(signal: AbortSignal, progressed: () => void): Promise<void> {
    const after = await this.views.checkpoint();
    this.become({ position: after });
    const { streams: streamPrefixes } = this.projection;
    const sweep = new TombstoneSweep(this.views, this.options.sweepAfterMs ?? defaultSweepAfterMs);
    const idle = new IdleCheckpoint(this.views);
    const batches = this.store.subscribe({ after, signal, streamPrefixes, maxBatchSize: batchSize });
    for await (const batch of withIdleTurns(batches, idleWriteMs, () => idle.isPending)) {
      if (batch === null) await idle.write();
      else {
        if (batch.events.length > 0 && batch.caughtUp) await this.gather(signal);
        if (signal.aborted) return;
        await this.take(batch, idle);
        progressed();
        await sweep.pass(batch.position);
      }
    }
  }

  private async take({ events, position, caughtUp }: SubscriptionBatch, idle: IdleCheckpoint): Promise<void> {
    if (events.length > 0) {
      await applyBatch(this.projection, this.views, events, position);
      idle.overtaken();
    } else await idle.pass(position);
    this.become({ position, state: caughtUp ? 'live' : 'catching-up', error: null });
  }

  /** Who has commanded gets the answer first, and so does whoever hands the event on; a view can wait unless it is waited for. */
  private async gather(signal: AbortSignal): Promise<void> {
    if (this.waiters.any) return;
    this.nudge = new AbortController();
    await pause(gatheringMs, signal, this.nudge.signal);
  }

  /** Tells how far the instance is whose turn it is, until it is time to ask for one's own. */
  private async watch({ renewalMs }: ViewLease, signal: AbortSignal): Promise<void> {
    const endMs = performance.now() + renewalMs;
    do {
      const position = await this.views.checkpoint();
      // What this instance could not do remains true until another one has done it.
      const failed = this.current.state === 'failed' && position <= this.current.position;
      this.become(failed ? { position } : { position, state: 'following', error: null });
      this.nudge = new AbortController();
      const short = this.waiters.any;
      await (short ? pause(pollMs.awaited, signal) : pause(pollMs.idle, signal, this.nudge.signal));
    } while (!signal.aborted && performance.now() < endMs);
  }

  private async fail(error: unknown): Promise<void> {
    this.become({ state: 'failed', error: String(error) });
    // Another instance may have newer code, or a way to the log.
    await this.views.lease?.release().catch(() => {});
  }

  private become(change: Partial<ProjectorStatus>): void {
    this.current = { ...this.current, ...change };
    this.waiters.reached(this.current.position);
  }
}
