import { upcasterFor, type EventOf } from '@daybook/event-sourcing';

export type Registration = Readonly<{ engineId: string; instanceId: string; kind: 'training' | 'serving'; driver: string; slots: number; url: string | null }>;
type Slot = Readonly<{ engineId: string; runId: string; attempt: number }>;

export type EngineRegistered = EventOf<'EngineRegistered', 1, Registration & { at: string }>;
export type EngineLost = EventOf<'EngineLost', 1, { engineId: string; instanceId: string; at: string }>;
export type EngineSlotReserved = EventOf<'EngineSlotReserved', 1, Slot & { at: string }>;
export type EngineSlotReleased = EventOf<'EngineSlotReleased', 1, Slot & { at: string }>;
/** Takes no new runs; what it works on goes on. */
export type EngineDrained = EventOf<'EngineDrained', 1, { engineId: string; at: string }>;
/** Takes no new runs, and what it works on goes back into the queue. */
export type EngineSuspended = EventOf<'EngineSuspended', 1, { engineId: string; at: string }>;
export type EngineResumed = EventOf<'EngineResumed', 1, { engineId: string; at: string }>;

export type EngineEvent =
  | EngineRegistered
  | EngineLost
  | EngineSlotReserved
  | EngineSlotReleased
  | EngineDrained
  | EngineSuspended
  | EngineResumed;

const first = { current: 1, steps: {} } as const;
export const upcastEngine = upcasterFor<EngineEvent>({
  EngineRegistered: first,
  EngineLost: first,
  EngineSlotReserved: first,
  EngineSlotReleased: first,
  EngineDrained: first,
  EngineSuspended: first,
  EngineResumed: first,
});
