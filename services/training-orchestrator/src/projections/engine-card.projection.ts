import { defineProjection, ViewMissing } from '@daybook/event-sourcing';
import { upcastEngine, type EngineEvent } from '../domain/engine.events.js';

/** One document per engine; `runs` are those that have a slot. */
export type EngineCard = Readonly<{
  engineId: string;
  instanceId: string;
  kind: 'training' | 'serving';
  driver: string;
  slots: number;
  url: string | null;
  status: 'alive' | 'lost';
  /** Takes no new runs. */
  drained: boolean;
  /** Takes no new runs, and those that it had have gone back into the queue. */
  suspended: boolean;
  runs: readonly Readonly<{ runId: string; attempt: number }>[];
  registeredAt: string;
  /** Null while it lives. */
  lostAt: string | null;
}>;

const present = (card: EngineCard | null): EngineCard => {
  if (card === null) throw new ViewMissing('engine-card');
  return card;
};

export const engineCard = defineProjection<EngineCard, EngineEvent>({
  name: 'engine-card-v3',
  streams: ['engine-'],
  upcast: upcastEngine,
  keyOf: (event) => event.data.engineId,
  indexes: [
    { field: 'status', type: 'text' },
    { field: 'kind', type: 'text' },
    { field: 'registeredAt', type: 'text' },
    { field: 'lostAt', type: 'text' },
  ],
  on: {
    EngineRegistered: (card, { data: { at, ...registration } }) => ({
      ...registration,
      status: 'alive',
      drained: card?.drained ?? false,
      suspended: card?.suspended ?? false,
      runs: [],
      registeredAt: at,
      lostAt: null,
    }),
    EngineLost: (card, { data: { at } }) => ({ ...present(card), status: 'lost', runs: [], lostAt: at }),
    EngineSlotReserved: (card, { data: { runId, attempt } }) => {
      const { runs, ...rest } = present(card);
      return { ...rest, runs: [...runs.filter((run) => run.runId !== runId), { runId, attempt }] };
    },
    EngineSlotReleased: (card, { data: { runId } }) => {
      const { runs, ...rest } = present(card);
      return { ...rest, runs: runs.filter((run) => run.runId !== runId) };
    },
    EngineDrained: (card) => ({ ...present(card), drained: true, suspended: false }),
    EngineSuspended: (card) => ({ ...present(card), drained: true, suspended: true }),
    EngineResumed: (card) => ({ ...present(card), drained: false, suspended: false }),
  },
});
