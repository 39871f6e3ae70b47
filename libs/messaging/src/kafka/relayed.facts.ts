import { observed, traced } from '@daybook/event-store';
import type { Fact } from '../fact.types.js';

type Handing = Readonly<{ fact: Fact; end: (outcome: string) => void }>;

/**
 * Hands facts on under the eyes of whoever traces: one that belongs to a trace is told with the relay as what it comes
 * from, and its span lasts until `hand` has ended. `hand` answers whether the broker has acknowledged all of them.
 */
export const relayed = async (facts: readonly Fact[], hand: (facts: readonly Fact[]) => Promise<boolean>): Promise<boolean> => {
  const handings = facts.map(begin);
  let outcome = 'interrupted';
  try {
    const isDone = await hand(handings.map(({ fact }) => fact));
    if (isDone) outcome = 'acknowledged';
    return isDone;
  } finally {
    for (const { end } of handings) end(outcome);
  }
};

const begin = (fact: Fact): Handing => {
  if (fact.traceparent === undefined) return { fact, end: () => undefined };
  let told = fact;
  let end: Handing['end'] = () => undefined;
  const { type, subject, position, traceparent } = fact;
  void observed({ kind: 'relay', name: type, attributes: { subject, position }, traceparent }, async (work) => {
    told = { ...fact, ...traced(work.traceparent) };
    work.outcome = await new Promise<string>((resolve) => (end = resolve));
  });
  return { fact: told, end };
};
