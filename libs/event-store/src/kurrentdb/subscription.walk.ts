import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SubscribeOptions, SubscriptionBatch } from '../event-store.port.js';
import type { KurrentConnection } from './kurrent-connection.js';
import { throwWhereNoPosition } from './kurrent-event-store.errors.js';
import type { KurrentTimes } from './kurrent-event-store.options.js';
import type { KurrentReader } from './kurrent-reader.js';
import type { LogTail } from './log.tail.js';
import { Pauses } from './pauses.js';
import { SubscriptionFeed } from './subscription.feed.js';

const pageSize = 500;

export type Walked = Readonly<{ connection: KurrentConnection; reader: KurrentReader; tail: LogTail; times: KurrentTimes }>;

/** Walks from a position to the end of the log, on a subscription of its own where the tail does not reach, then with the tail. */
export async function* walkSubscription(parts: Walked, options: SubscribeOptions): AsyncGenerator<SubscriptionBatch> {
  const { signal, maxBatchSize = pageSize } = options;
  const { tail } = parts;
  tail.start();
  // The tail may be a moment behind; what the log had when the subscription began is part of catching up.
  const head = await headOf(parts, signal);
  let position = options.after;
  for (let announced = false; !signal.aborted; ) {
    const { window } = tail;
    if (window === null) {
      await tail.next(signal);
      continue;
    }
    if (!window.covers(position)) {
      for await (const batch of catchUp(parts, { ...options, after: position, maxBatchSize })) {
        position = batch.position;
        yield batch;
      }
      announced = false;
      continue;
    }
    const { events, reached } = window.after(position, options, maxBatchSize);
    if (reached === position && announced) {
      await tail.next(signal);
      continue;
    }
    announced = true;
    position = reached;
    yield { events, position, caughtUp: reached >= Math.max(window.to, head) };
    // A consumer that never waits must not keep everybody else from running.
    await nextTurn();
  }
}

type CatchUp = SubscribeOptions & Readonly<{ maxBatchSize: number }>;

/** Until the tail covers the position. Comes back after an error or a silence, from the last position. */
async function* catchUp({ connection, tail, times }: Walked, options: CatchUp): AsyncGenerator<SubscriptionBatch> {
  const { signal, maxBatchSize } = options;
  const pauses = new Pauses();
  let position = options.after;
  const covered = (): boolean => tail.window?.covers(position) ?? false;
  while (!signal.aborted && !covered()) {
    // Known before the subscription begins: when the server says that it is live, all up to here was delivered.
    const known = tail.window?.to ?? 0;
    try {
      const feed = new SubscriptionFeed(connection.client(), { ...options, after: position, silenceMs: times.readTimeoutMs });
      try {
        for (let live = false; !live && !covered(); ) {
          const fed = await feed.next(maxBatchSize);
          if (fed === null) throw new Error('the subscription says nothing');
          live = fed.live;
          position = Math.max(fed.position, live ? known : 0);
          pauses.reset();
          yield { events: fed.events, position, caughtUp: false };
        }
      } finally {
        feed.close();
      }
    } catch (error) {
      if (signal.aborted) return;
      throwWhereNoPosition(error);
      times.onTrouble(`a subscription is lost at ${position}, and taken up again`, error);
      await pauses.wait(signal);
    }
  }
}

const headOf = async ({ reader }: Walked, signal: AbortSignal): Promise<number> => {
  for (const pauses = new Pauses(); !signal.aborted; await pauses.wait(signal)) {
    const head = await reader.headPosition().catch(() => null);
    if (head !== null) return head;
  }
  return 0;
};
