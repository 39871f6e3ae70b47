import type { ExpectedRevision } from '@daybook/event-store';
import type { StreamState } from './stream-index.js';

/** `write` at the end; `written` before, up to `revision`; or refused. */
export type AppendDecision =
  | Readonly<{ outcome: 'write' }>
  | Readonly<{ outcome: 'written'; revision: number }>
  | Readonly<{ outcome: 'wrong-expected-version' }>
  | Readonly<{ outcome: 'deleted' }>;

export type AppendQuestion = Readonly<{
  expected: ExpectedRevision;
  state: StreamState;
  ids: readonly string[];
  /** Revision of an id among the recent ones of this stream. */
  recent: (id: string) => number | undefined;
  /** Ids that stand where this append would have put its own. */
  idsInPlace: readonly string[];
}>;

/** Last revision that the stream must have; null where any will do. */
export const revisionExpected = (expected: ExpectedRevision): number | null => {
  if (expected === 'no-stream') return -1;
  return typeof expected === 'number' ? expected : null;
};

/** KurrentDB's rules: strong idempotency with an expected revision, weak without one. */
export const decideAppend = (question: AppendQuestion): AppendDecision => {
  const { expected, state } = question;
  if (state.tombstoned) return { outcome: 'deleted' };
  if (expected === 'stream-exists' && state.softDeleted) return { outcome: 'deleted' };
  if (expected === 'stream-exists' && state.last < 0 && !state.hasMetadata) return { outcome: 'wrong-expected-version' };
  const revision = revisionExpected(expected);
  return revision === null ? decideUnconditional(question) : decideAt(revision, question);
};

const decideUnconditional = ({ ids, recent }: AppendQuestion): AppendDecision => {
  const places = ids.map(recent);
  const [first] = places;
  if (first === undefined) return { outcome: 'write' };
  const last = places.at(-1);
  if (last === undefined || places.includes(undefined)) return { outcome: 'wrong-expected-version' };
  return { outcome: 'written', revision: last };
};

const decideAt = (revision: number, { expected, state, ids, idsInPlace }: AppendQuestion): AppendDecision => {
  if (revision === state.last) return { outcome: 'write' };
  if (revision > state.last) return { outcome: 'wrong-expected-version' };
  const written = ids.length > 0 && ids.every((id, index) => idsInPlace[index] === id);
  if (written) return { outcome: 'written', revision: revision + ids.length };
  const goesOn = expected === 'no-stream' && state.softDeleted && (ids.length === 0 || idsInPlace[0] !== ids[0]);
  return goesOn ? { outcome: 'write' } : { outcome: 'wrong-expected-version' };
};
