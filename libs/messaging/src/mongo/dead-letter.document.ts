import { Schema } from 'mongoose';
import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import type { DeadLetter, Failure } from '../consumer/dead-letters.port.js';

/** `service` has written it; `order` ascends with the time of adding; `message` and `failure` are JSON, since keys in them may be of any kind. */
export type DeadLetterDocument = {
  _id: string;
  service: string;
  order: string;
  consumer: string;
  kind: string;
  key: string;
  holds: boolean;
  position: number;
  message: string;
  reason: DeadLetter['reason'];
  failure: string | null;
  attempts: number;
  firstAt: string;
  lastAt: string;
  discardedAt: string | null;
  discardedBy: string | null;
  discardedReason: string | null;
};

const text = { type: String, required: true };
const textOrNull = { type: String, default: null };
export const deadLetterSchema = new Schema<DeadLetterDocument>(
  {
    _id: text,
    service: { type: String },
    order: text,
    consumer: text,
    kind: text,
    key: { type: String },
    holds: { type: Boolean, required: true },
    position: { type: Number, required: true },
    message: text,
    reason: text,
    failure: textOrNull,
    attempts: { type: Number, required: true },
    firstAt: text,
    lastAt: text,
    discardedAt: textOrNull,
    discardedBy: textOrNull,
    discardedReason: textOrNull,
  },
  { strict: 'throw', strictQuery: 'throw', versionKey: false, autoCreate: false, autoIndex: false },
);
deadLetterSchema.index({ consumer: 1, kind: 1, holds: 1, discardedAt: 1, key: 1, position: 1, order: 1 });
deadLetterSchema.index({ discardedAt: 1, order: 1 });

export const letterOf = ({ _id, consumer, message, reason, failure, attempts, firstAt, lastAt }: DeadLetterDocument): DeadLetter => ({
  id: _id,
  consumer,
  message: JSON.parse(message) as ConsumedMessage,
  reason,
  failure: failure === null ? null : (JSON.parse(failure) as Failure),
  attempts,
  firstAt,
  lastAt,
});

export const documentOf = (letter: DeadLetter, { service, order }: Pick<DeadLetterDocument, 'service' | 'order'>): Omit<DeadLetterDocument, '_id'> => ({
  service,
  order,
  consumer: letter.consumer,
  kind: letter.message.kind,
  key: letter.message.key,
  holds: letter.message.onFailure === 'hold',
  // Facts of a lane go by their place in the log, whoever wrote them down first.
  position: letter.message.position ?? 0,
  message: JSON.stringify(letter.message),
  reason: letter.reason,
  failure: letter.failure === null ? null : JSON.stringify(letter.failure),
  attempts: letter.attempts,
  firstAt: letter.firstAt,
  lastAt: letter.lastAt,
  discardedAt: null,
  discardedBy: null,
  discardedReason: null,
});
