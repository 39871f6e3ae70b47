import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import type { DeadLetter, Failure } from '../consumer/dead-letters.port.js';

export type DeadLetterRow = Readonly<{
  sequence: number;
  id: string;
  consumer: string;
  message: string;
  reason: DeadLetter['reason'];
  failure: string | null;
  attempts: number;
  first_at: string;
  last_at: string;
}>;

export const letterOf = (row: DeadLetterRow): DeadLetter => ({
  id: row.id,
  consumer: row.consumer,
  message: JSON.parse(row.message) as ConsumedMessage,
  reason: row.reason,
  failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
  attempts: row.attempts,
  firstAt: row.first_at,
  lastAt: row.last_at,
});

/** Parameters of the insert. */
export const rowOf = ({ message, failure, firstAt, lastAt, ...letter }: DeadLetter) => ({
  ...letter,
  kind: message.kind,
  key: message.key,
  holds: message.onFailure === 'hold' ? 1 : 0,
  message: JSON.stringify(message),
  failure: failure === null ? null : JSON.stringify(failure),
  firstAt,
  lastAt,
});
