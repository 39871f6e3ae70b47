import { DomainError, upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';

type Registration = Readonly<{ engineId: string; instanceId: string; kind: 'training' | 'serving'; driver: string; slots: number; url: string | null }>;
type Slot = Readonly<{ engineId: string; runId: string; attempt: number }>;

export type EngineRegistered = EventOf<'EngineRegistered', 1, Registration & { at: string }>;
export type EngineLost = EventOf<'EngineLost', 1, { engineId: string; instanceId: string; at: string }>;
export type EngineSlotReserved = EventOf<'EngineSlotReserved', 1, Slot & { at: string }>;
export type EngineSlotReleased = EventOf<'EngineSlotReleased', 1, Slot & { at: string }>;
/** Takes no new runs; what it works on goes on. */
export type EngineDrained = EventOf<'EngineDrained', 1, { engineId: string; at: string }>;
export type EngineResumed = EventOf<'EngineResumed', 1, { engineId: string; at: string }>;
export type EngineEvent = EngineRegistered | EngineLost | EngineSlotReserved | EngineSlotReleased | EngineDrained | EngineResumed;

const first = { current: 1, steps: {} } as const;
export const upcastEngine = upcasterFor<EngineEvent>({
  EngineRegistered: first,
  EngineLost: first,
  EngineSlotReserved: first,
  EngineSlotReleased: first,
  EngineDrained: first,
  EngineResumed: first,
});

export type EngineCommand =
  | CommandOf<'Register', Registration & { at: string }>
  | CommandOf<'MarkLost', { instanceId: string; at: string }>
  | CommandOf<'ReserveSlot', { runId: string; attempt: number; at: string }>
  | CommandOf<'ReleaseSlot', { runId: string; attempt: number; at: string }>
  | CommandOf<'Drain', { at: string }>
  | CommandOf<'Resume', { at: string }>;

/** `slots` maps runs to the attempt that has a slot. A new instance of an engine begins with none taken. */
export type EngineState =
  | Readonly<{ status: 'absent' }>
  | Readonly<{ status: 'alive' | 'lost'; registration: Registration; drained: boolean; slots: Readonly<Record<string, number>> }>;

/** The engine can take no run now: it is unknown, lost, drained, no training engine, or full. */
export class EngineNotAvailable extends DomainError {
  readonly code = 'engine-not-available';

  constructor(readonly reason: 'absent' | 'lost' | 'drained' | 'serving' | 'full') {
    super(`the engine cannot take a run: ${reason}`);
  }
}

export const engine: Decider<EngineState, EngineCommand, EngineEvent> = {
  initialState: { status: 'absent' },

  /** @throws EngineNotAvailable */
  decide(command, state) {
    if (command.type === 'Register') {
      const again = state.status === 'alive' && state.registration.instanceId === command.data.instanceId;
      return again ? [] : [{ type: 'EngineRegistered', schemaVersion: 1, data: command.data }];
    }
    if (state.status === 'absent') throw new EngineNotAvailable('absent');
    const { registration, slots, drained } = state;
    const { engineId, instanceId } = registration;
    const { at } = command.data;
    switch (command.type) {
      case 'MarkLost':
        if (state.status === 'lost' || command.data.instanceId !== instanceId) return [];
        return [{ type: 'EngineLost', schemaVersion: 1, data: { engineId, instanceId, at } }];
      case 'ReserveSlot': {
        const { runId, attempt } = command.data;
        if (slots[runId] === attempt) return [];
        const obstacle = obstacleTo(state);
        if (obstacle !== null) throw new EngineNotAvailable(obstacle);
        return [{ type: 'EngineSlotReserved', schemaVersion: 1, data: { engineId, runId, attempt, at } }];
      }
      case 'ReleaseSlot': {
        const { runId, attempt } = command.data;
        if (slots[runId] !== attempt) return [];
        return [{ type: 'EngineSlotReleased', schemaVersion: 1, data: { engineId, runId, attempt, at } }];
      }
      case 'Drain':
        return drained ? [] : [{ type: 'EngineDrained', schemaVersion: 1, data: { engineId, at } }];
      case 'Resume':
        return drained ? [{ type: 'EngineResumed', schemaVersion: 1, data: { engineId, at } }] : [];
    }
  },

  evolve(state, event) {
    if (event.type === 'EngineRegistered') {
      const { at: _at, ...registration } = event.data;
      return { status: 'alive', registration, drained: state.status !== 'absent' && state.drained, slots: {} };
    }
    if (state.status === 'absent') return state;
    switch (event.type) {
      case 'EngineLost':
        return { ...state, status: 'lost', slots: {} };
      case 'EngineSlotReserved':
        return { ...state, slots: { ...state.slots, [event.data.runId]: event.data.attempt } };
      case 'EngineSlotReleased': {
        const { [event.data.runId]: _released, ...slots } = state.slots;
        return { ...state, slots };
      }
      case 'EngineDrained':
        return { ...state, drained: true };
      case 'EngineResumed':
        return { ...state, drained: false };
    }
  },
};

const obstacleTo = (state: Exclude<EngineState, { status: 'absent' }>): EngineNotAvailable['reason'] | null => {
  if (state.status === 'lost') return 'lost';
  if (state.registration.kind === 'serving') return 'serving';
  if (state.drained) return 'drained';
  return Object.keys(state.slots).length >= state.registration.slots ? 'full' : null;
};
