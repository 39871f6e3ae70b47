import { DomainError, type CommandOf, type Decider } from '@daybook/event-sourcing';
import type { EngineEvent, Registration } from './engine.events.js';

export type EngineCommand =
  | CommandOf<'Register', Registration & { at: string }>
  | CommandOf<'MarkLost', { instanceId: string; at: string }>
  | CommandOf<'ReserveSlot', { runId: string; attempt: number; at: string }>
  | CommandOf<'ReleaseSlot', { runId: string; attempt: number; at: string }>
  | CommandOf<'Drain', { at: string }>
  | CommandOf<'Suspend', { at: string }>
  | CommandOf<'Resume', { at: string }>;

/**
 * `intake` is what operators want of it. `slots` maps runs to the attempt that has a slot. A new instance of an engine
 * begins with none taken; the last few before it are `earlier`, newest first, as they may live on.
 */
export type EngineState =
  | Readonly<{ status: 'absent' }>
  | Readonly<{
      status: 'alive' | 'lost';
      registration: Registration;
      earlier: readonly Registration[];
      intake: 'open' | 'drained' | 'suspended';
      slots: Readonly<Record<string, number>>;
    }>;

const mostEarlier = 8;

/** The engine can take no run now: it is unknown, lost, drained, suspended, no training engine, or full. */
export class EngineNotAvailable extends DomainError {
  readonly code = 'engine-not-available';

  constructor(readonly reason: 'absent' | 'lost' | 'drained' | 'suspended' | 'serving' | 'full') {
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
    const { registration, slots, intake } = state;
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
        return intake === 'drained' ? [] : [{ type: 'EngineDrained', schemaVersion: 1, data: { engineId, at } }];
      case 'Suspend':
        return intake === 'suspended' ? [] : [{ type: 'EngineSuspended', schemaVersion: 1, data: { engineId, at } }];
      case 'Resume':
        return intake === 'open' ? [] : [{ type: 'EngineResumed', schemaVersion: 1, data: { engineId, at } }];
    }
  },

  evolve(state, event) {
    if (event.type === 'EngineRegistered') {
      const { at: _at, ...registration } = event.data;
      const known = state.status === 'absent' ? [] : [state.registration, ...state.earlier];
      const earlier = known.filter(({ instanceId }) => instanceId !== registration.instanceId).slice(0, mostEarlier);
      return { status: 'alive', registration, earlier, intake: state.status === 'absent' ? 'open' : state.intake, slots: {} };
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
        return { ...state, intake: 'drained' };
      case 'EngineSuspended':
        return { ...state, intake: 'suspended' };
      case 'EngineResumed':
        return { ...state, intake: 'open' };
    }
  },
};

const obstacleTo = (state: Exclude<EngineState, { status: 'absent' }>): EngineNotAvailable['reason'] | null => {
  if (state.status === 'lost') return 'lost';
  if (state.registration.kind === 'serving') return 'serving';
  if (state.intake !== 'open') return state.intake;
  return Object.keys(state.slots).length >= state.registration.slots ? 'full' : null;
};
