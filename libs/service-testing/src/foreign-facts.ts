import { randomUUID } from 'node:crypto';
import { topicOfType, type Facts, type FactType, type Topic } from '@daybook/contracts';
import { upcasterFor, type EventOf } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import type { Publishing, Translation } from '@daybook/messaging';

type FactTold = EventOf<'FactTold', 1, { type: FactType; key: string; data: Facts[FactType] }>;

/** Other services, reduced to what they tell in these topics. */
export const foreignPublishing = (of: readonly Topic[]): readonly Publishing<never>[] =>
  of.map((topic): Publishing<never> => {
    const publishing: Publishing<FactTold> = {
      topic,
      streams: [`told-${topic}-`],
      upcast: upcasterFor<FactTold>({ FactTold: { current: 1, steps: {} } }),
      on: { FactTold: ({ data }) => data as Translation },
    };
    return publishing as unknown as Publishing<never>;
  });

/** Another service tells a fact; answers its position. */
export const tell = async <T extends FactType>(store: EventStore, type: T, key: string, data: Facts[T], actor = 'anna'): Promise<number> => {
  const event = { type: 'FactTold', schemaVersion: 1, data: { type, key, data }, id: randomUUID() } as const;
  const metadata = { actor, correlationId: randomUUID() };
  const { position } = await store.append(`told-${topicOfType(type)}-${key}`, [{ ...event, metadata }], 'any');
  return position;
};
