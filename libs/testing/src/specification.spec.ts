import { describe, expect, it } from '@jest/globals';
import { defineProjection, DomainError, upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';
import { recorded, recordedStream, specify, specifyProjection } from './index.js';

type Poured = EventOf<'Poured', 2, { cups: number }>;
type Emptied = EventOf<'Emptied', 1, { kept: null }>;
type PotEvent = Poured | Emptied;
type PotCommand = CommandOf<'Pour', { cups: number }> | CommandOf<'Empty', object>;
type Pot = { cups: number };

class PotOverflows extends DomainError {
  readonly code = 'pot-overflows';
  constructor(readonly most: number) {
    super(`a pot holds ${most} cups`);
  }
}

const poured = (cups: number): Poured => ({ type: 'Poured', schemaVersion: 2, data: { cups } });
const emptied: Emptied = { type: 'Emptied', schemaVersion: 1, data: { kept: null } };
const pour = (cups: number): PotCommand => ({ type: 'Pour', data: { cups } });
const empty: PotCommand = { type: 'Empty', data: {} };

const pot: Decider<Pot, PotCommand, PotEvent> = {
  initialState: { cups: 0 },
  decide(command, { cups }) {
    if (command.type === 'Empty') return cups === 0 ? [] : [emptied];
    if (cups + command.data.cups > 8) throw new PotOverflows(8);
    return [poured(command.data.cups)];
  },
  evolve: ({ cups }, event) => ({ cups: event.type === 'Emptied' ? 0 : cups + event.data.cups }),
};

const level = defineProjection<{ cups: number }, PotEvent>({
  name: 'level-v1',
  streams: ['pot-'],
  upcast: upcasterFor<PotEvent>({
    Poured: { current: 2, steps: { 1: ({ amount }: { amount: number }) => ({ cups: amount }) } },
    Emptied: { current: 1, steps: {} },
  }),
  keyOf: ({ stream, data }) => ('cups' in data && data.cups === 0 ? null : stream),
  on: { Poured: (view, { data }) => ({ cups: (view?.cups ?? 0) + data.cups }), Emptied: () => null },
});

describe('specify', () => {
  it('passes when the decider answers the events', () => {
    specify(pot).given([poured(3)]).when(pour(2)).then([poured(2)]);
    specify(pot).given([]).when(empty).then([]);
  });

  it('fails when the decider answers other events', () => {
    expect(() => specify(pot).given([]).when(pour(2)).then([poured(3)])).toThrow('cups');
    expect(() => specify(pot).given([]).when(pour(2)).then([])).toThrow();
  });

  it('passes when the decider refuses with the code and the fields', () => {
    specify(pot).given([poured(8)]).when(pour(1)).thenThrows('pot-overflows', { most: 8 });
  });

  it('fails when the decider refuses for another reason, or not at all', () => {
    const full = specify(pot).given([poured(8)]).when(pour(1));
    expect(() => full.thenThrows('pot-missing')).toThrow('pot-missing');
    expect(() => full.thenThrows('pot-overflows', { most: 9 })).toThrow('most');
    expect(() => specify(pot).given([]).when(pour(1)).thenThrows('pot-overflows')).toThrow('decided [Poured]');
  });

  it('fails when a decider mutates its state', () => {
    const careless: typeof pot = {
      ...pot,
      evolve: (state, event) => Object.assign(state, pot.evolve(state, event)),
    };
    expect(() => specify(careless).given([poured(1)])).toThrow(TypeError);
  });

  it('fails when an event does not survive JSON', () => {
    const careless: typeof pot = { ...pot, decide: () => [poured(Number.NaN)] };
    expect(() => specify(careless).given([]).when(empty).then([poured(Number.NaN)])).toThrow();
  });
});

describe('specifyProjection', () => {
  const events = [...recordedStream('pot-1', [poured(2), poured(3)]), recorded(poured(1), { stream: 'pot-2', position: 3 })];

  it('folds each event into the document of its key', () => {
    specifyProjection(level).given(events).then('pot-1', { cups: 5 }).thenAll({ 'pot-1': { cups: 5 }, 'pot-2': { cups: 1 } });
  });

  it('lifts stored shapes, drops documents that end and events without a key', () => {
    const old = recorded({ type: 'Poured', schemaVersion: 1, data: { amount: 4 } }, { stream: 'pot-1' });
    specifyProjection(level).given([old]).then('pot-1', { cups: 4 });
    specifyProjection(level).given([...recordedStream('pot-1', [poured(1), emptied])]).then('pot-1', null);
    specifyProjection(level).given([recorded(poured(0), { stream: 'pot-1' })]).thenAll({});
  });

  it('fails on another document, and on events that never reach the projection', () => {
    expect(() => specifyProjection(level).given(events).then('pot-1', { cups: 4 })).toThrow();
    expect(() => specifyProjection(level).given(events).then('pot-1', null)).toThrow();
    expect(() => specifyProjection(level).given([recorded(poured(1))])).toThrow('never reaches it');
  });
});

describe('recorded', () => {
  it('numbers a stream densely and gives each event its own id and time', () => {
    const [first, second] = recordedStream('pot-1', [poured(1), poured(2)], { position: 7 });
    expect([first?.revision, second?.revision]).toEqual([0, 1]);
    expect([first?.position, second?.position]).toEqual([7, 8]);
    expect(first?.id).not.toBe(second?.id);
    expect(second?.recordedAt).toBe('2026-01-01T00:00:08.000Z');
  });
});
