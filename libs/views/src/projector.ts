import { project, type AnyEvent, type ProjectionDefinition, type Recorded } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import { ViewWriteConflict } from './view-store.errors.js';
import type { ViewCollection, ViewWrite } from './view-store.port.js';

export type ProjectorStatus = Readonly<{
  name: string;
  position: number;
  state: 'catching-up' | 'live' | 'paused' | 'failed';
  /** Why it failed; it tries again, from the position in the store. */
  error: string | null;
}>;

const batchSize = 1000;
const slowestRetryMs = 5000;

/** Folds a batch into its documents and writes them, then the checkpoint. Events that a document already has are passed over. */
export const applyBatch = async <View, Event extends AnyEvent>(
  projection: ProjectionDefinition<View, Event>,
  views: ViewCollection<View>,
  events: readonly Recorded[],
  position: number,
): Promise<void> => {
  const groups = new Map<string, Recorded<Event>[]>();
  for (const stored of events) {
    if (stored.type.startsWith('$')) continue;
    const event = projection.upcast(stored) as Recorded<Event>;
    const key = projection.keyOf(event);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [event]);
    else group.push(event);
  }
  const loaded = await views.load([...groups.keys()]);
  const writes: ViewWrite<View>[] = [];
  for (const [id, group] of groups) {
    const present = loaded.get(id);
    const news = group.filter((event) => event.position > (present?.position ?? 0));
    const last = news.at(-1);
    if (last === undefined) continue;
    const view = news.reduce<View | null>((folded, event) => project(projection, folded, event), present?.view ?? null);
    writes.push({ id, expectedPosition: present?.position ?? null, position: last.position, view });
  }
  await views.write(writes, position);
};

/** Keeps one view up with the log. */
export class Projector<View = unknown, Event extends AnyEvent = AnyEvent> {
  private readonly stopping = new AbortController();
  private waiting: { position: number; wake: () => void }[] = [];
  private running: Promise<void> = Promise.resolve();
  private pausing: AbortController | null = null;
  private current: ProjectorStatus;

  constructor(
    private readonly store: EventStore,
    readonly projection: ProjectionDefinition<View, Event>,
    private readonly views: ViewCollection<View>,
  ) {
    this.current = { name: projection.name, position: 0, state: 'catching-up', error: null };
  }

  start(): void {
    this.pausing = new AbortController();
    this.running = this.run(AbortSignal.any([this.stopping.signal, this.pausing.signal]));
  }

  /** Resolves when nothing is being written any more. */
  async pause(): Promise<void> {
    this.pausing?.abort();
    await this.running;
    this.become({ state: 'paused' });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    for (const { wake } of this.waiting.splice(0)) wake();
  }

  status(): ProjectorStatus {
    return this.current;
  }

  /** False when the time has passed before the view reflects the position. */
  async waitUntil(position: number, timeoutMs: number): Promise<boolean> {
    if (this.current.position >= position) return true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.waiting.push({
        position,
        wake: () => {
          clearTimeout(timer);
          resolve();
        },
      });
    });
    return this.current.position >= position;
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.follow(signal, () => (failures = 0));
      } catch (error) {
        // A conflict means that the store has moved on; anything else may heal or needs new code: either way, from the store.
        if (!(error instanceof ViewWriteConflict)) this.become({ state: 'failed', error: String(error) });
        await pause(Math.min(slowestRetryMs, 50 * 2 ** failures), signal);
      }
    }
  }

  private async follow(signal: AbortSignal, progressed: () => void): Promise<void> {
    const after = await this.views.checkpoint();
    this.become({ position: after });
    const { streams: streamPrefixes } = this.projection;
    for await (const { events, position, caughtUp } of this.store.subscribe({ after, signal, streamPrefixes, maxBatchSize: batchSize })) {
      // An idle position need not be made durable: it only saves reading what does not match once more.
      if (events.length > 0) await applyBatch(this.projection, this.views, events, position);
      this.become({ position, state: caughtUp ? 'live' : 'catching-up', error: null });
      progressed();
    }
  }

  private become(change: Partial<ProjectorStatus>): void {
    this.current = { ...this.current, ...change };
    const { position } = this.current;
    const woken = this.waiting.filter((waiter) => waiter.position <= position);
    if (woken.length === 0) return;
    this.waiting = this.waiting.filter((waiter) => waiter.position > position);
    for (const { wake } of woken) wake();
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
