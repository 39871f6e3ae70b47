import { project, type AnyEvent, type ProjectionDefinition, type Recorded } from '@daybook/event-sourcing';
import type { ViewCollection, ViewWrite } from './view-store.port.js';

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
