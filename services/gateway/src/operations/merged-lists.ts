import { jsonOf, type Question, type UpstreamClient } from '../upstream.client.js';
import { upstreamNames, type UpstreamName } from '../upstream.types.js';

export type Item = Readonly<Record<string, unknown>>;
export type Unavailable = Readonly<{ service: UpstreamName; reason: string }>;
/** Every item says which service it is of; a service that could not be asked is named, not left out in silence. */
export type MergedList = Readonly<{ items: readonly Item[]; unavailable: readonly Unavailable[] }>;

type Asked = { readonly items: readonly Item[] } | { readonly failure: Unavailable };

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)) || 'no answer';
export const unavailable = (service: UpstreamName, error: unknown): Unavailable => ({ service, reason: reasonOf(error) });

/** Asks all services at once for their list at this path. */
export const mergedList = async (client: UpstreamClient, question: Question): Promise<MergedList> => {
  const asked = await Promise.all(
    upstreamNames.map(async (service): Promise<Asked> => {
      try {
        const { items } = jsonOf<{ items: readonly Item[] }>(await client.ask(service, question));
        return { items: items.map((item) => ({ ...item, service })) };
      } catch (error) {
        return { failure: unavailable(service, error) };
      }
    }),
  );
  return {
    items: asked.flatMap((one) => ('items' in one ? one.items : [])),
    unavailable: asked.flatMap((one) => ('failure' in one ? [one.failure] : [])),
  };
};
