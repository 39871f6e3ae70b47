import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';

const restMs = 1000;

/**
 * Calls `begin` when kafkajs has given a consumer up. It begins one again itself after errors that it takes for passing;
 * others end it for good and nobody is asked, a plain `Broker not connected` among them, which it throws when the broker
 * goes between two requests.
 */
export const whenGivenUp = (consumer: Consumer, stopping: AbortSignal, begin: (rested: Promise<void>) => void): void => {
  consumer.on(consumer.events.CRASH, ({ payload: { restart } }) => {
    if (!restart && !stopping.aborted) begin(sleep(restMs, undefined, { signal: stopping }).catch(() => undefined));
  });
};
