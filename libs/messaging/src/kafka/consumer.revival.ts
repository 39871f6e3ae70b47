import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';

const restMs = 1000;
const lookMs = 1000;
/** Longer than any session, so that the group has given up the member too. */
const silentMs = 15_000;

/**
 * Calls `begin` when kafkajs has lost a consumer. It begins one again itself after errors that it takes for passing, but:
 * other errors end it for good and nobody is asked, a plain `Broker not connected` among them, which it throws when the
 * broker goes between two requests; and where partitions have no leader at the moment in which it joins, it waits for
 * ever, without a fetch or a heartbeat.
 */
export const whenLost = (consumer: Consumer, stopping: AbortSignal, begin: (rested: Promise<void>) => void): void => {
  /** Null while it is no member. */
  let heardMs: number | null = null;
  const again = (before: Promise<unknown> = Promise.resolve()): void => {
    if (stopping.aborted) return;
    const rest = () => sleep(restMs, undefined, { signal: stopping }).catch(() => undefined);
    begin(before.then(rest, rest));
  };
  const { GROUP_JOIN, HEARTBEAT, CRASH, STOP } = consumer.events;
  for (const event of [GROUP_JOIN, HEARTBEAT] as const) consumer.on(event, () => (heardMs = performance.now()));
  consumer.on(STOP, () => (heardMs = null));
  consumer.on(CRASH, ({ payload: { restart } }) => {
    heardMs = null;
    if (!restart) again();
  });
  const look = setInterval(() => {
    if (heardMs === null || performance.now() - heardMs < silentMs) return;
    heardMs = null;
    again(consumer.stop());
  }, lookMs).unref();
  stopping.addEventListener('abort', () => clearInterval(look), { once: true });
};
