import type { AnyEvent, ProjectionDefinition } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import canonicalize from 'canonicalize';
import { applyBatch } from './apply-batch.js';
import type { Projector } from './projector.js';
import { inScratch } from './scratch-view.js';
import { ProjectionElsewhere } from './view-store.errors.js';
import type { ViewCollection, ViewStore } from './view-store.port.js';

export type Difference = Readonly<{ id: string; live: string | null; replayed: string | null }>;
/** `differences` holds the first twenty. */
export type Verification = Readonly<{ name: string; position: number; documents: number; equal: boolean; differences: readonly Difference[] }>;

const mostDifferences = 20;

/** Replays the log from empty up to a position (the head when absent) and answers the position reached. */
const replay = async <V, E extends AnyEvent>(
  store: EventStore,
  projection: ProjectionDefinition<V, E>,
  views: ViewCollection<V>,
  until?: number,
): Promise<number> => {
  const done = new AbortController();
  let reached = 0;
  for await (const batch of store.subscribe({ after: 0, signal: done.signal, streamPrefixes: projection.streams, maxBatchSize: 1000 })) {
    const events = until === undefined ? batch.events : batch.events.filter(({ position }) => position <= until);
    reached = until === undefined ? batch.position : Math.min(batch.position, until);
    if (events.length > 0) await applyBatch(projection, views, events, reached);
    if (batch.caughtUp || (until !== undefined && batch.position >= until)) break;
  }
  done.abort();
  return reached;
};

/** Builds the view anew beside the live one, then puts it in its place. A crash on the way leaves the live one as it was. @throws RebuildInProgress */
export const rebuildView = async <V, E extends AnyEvent>(
  store: EventStore,
  viewStore: ViewStore,
  projector: Projector<V, E>,
): Promise<Readonly<{ name: string; position: number }>> => {
  const { projection } = projector;
  const { name, indexes = [] } = projection;
  return inScratch(name, 'rebuild', async (scratch) => {
    await viewStore.drop(scratch);
    const rebuilt = await viewStore.open<V>(scratch, indexes);
    const position = await replay(store, projection, rebuilt);
    await rebuilt.write([], position);
    await projector.pause();
    try {
      await viewStore.replace(name, scratch);
    } finally {
      // What was appended meanwhile is caught up on from the rebuilt checkpoint.
      projector.start();
    }
    return { name, position };
  });
};

/** Replays the log into a scratch view and compares it with the live one, byte by byte in canonical JSON. @throws ProjectionElsewhere, RebuildInProgress */
export const verifyView = async <V, E extends AnyEvent>(
  store: EventStore,
  viewStore: ViewStore,
  projector: Projector<V, E>,
): Promise<Verification> => {
  const { projection } = projector;
  const { name, indexes = [] } = projection;
  if (projector.status().state === 'following') throw new ProjectionElsewhere(name);
  return inScratch(name, 'verify', async (scratch) => {
    await viewStore.drop(scratch);
    await projector.pause();
    try {
      const live = await viewStore.open<V>(name, indexes);
      const replayed = await viewStore.open<V>(scratch, indexes);
      const position = projector.status().position;
      await replay(store, projection, replayed, position);
      const [a, b] = await Promise.all([texts(live), texts(replayed)]);
      const ids = [...new Set([...a.keys(), ...b.keys()])].sort();
      const differences = ids
        .map((id) => ({ id, live: a.get(id) ?? null, replayed: b.get(id) ?? null }))
        .filter((pair) => pair.live !== pair.replayed);
      const equal = differences.length === 0;
      return { name, position, documents: ids.length, equal, differences: differences.slice(0, mostDifferences) };
    } finally {
      await viewStore.drop(scratch);
      projector.start();
    }
  });
};

const texts = async <V>(views: ViewCollection<V>): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  for await (const { id, position, view } of views.all()) found.set(id, canonicalize({ position, view }) ?? '');
  return found;
};
