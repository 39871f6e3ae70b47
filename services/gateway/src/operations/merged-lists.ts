import { jsonOf, type Question, type UpstreamClient } from '../upstream.client.js';
import { upstreamNames } from '../upstream.types.js';
import type { Failure } from './list-answer.js';

export type Item = Readonly<Record<string, unknown>>;
/** Every item says which service it is of; a service that gave no list is named, not left out in silence. `asked` is how many were. */
export type MergedList = Readonly<{ items: readonly Item[]; failures: readonly Failure[]; asked: number }>;

type Asked = { readonly items: readonly Item[] } | { readonly failure: Failure };

/** Asks all services at once for their list at this path. */
export const mergedList = async (client: UpstreamClient, question: Question): Promise<MergedList> => {
  const asked = await Promise.all(
    upstreamNames.map(async (service): Promise<Asked> => {
      try {
        const { items } = jsonOf<{ items: readonly Item[] }>(await client.ask(service, question));
        return { items: items.map((item) => ({ ...item, service })) };
      } catch (error) {
        return { failure: { service, error } };
      }
    }),
  );
  return {
    items: asked.flatMap((one) => ('items' in one ? one.items : [])),
    failures: asked.flatMap((one) => ('failure' in one ? [one.failure] : [])),
    asked: asked.length,
  };
};
