import { v5 as uuidV5 } from 'uuid';
import type { ConsumedMessage } from './consumed-message.types.js';
import type { DeadLetter } from './dead-letters.port.js';

const namespace = 'a1c4f2b8-7f60-5a57-9c55-3d1c7f1f3b0e';

/** The letter of a message that this consumer has not tried yet; the same message makes the same letter. */
export const deadLetterOf = (consumer: string, message: ConsumedMessage, reason: 'failed' | 'parked'): DeadLetter => {
  const at = new Date().toISOString();
  const id = uuidV5(`${consumer}\n${message.kind}\n${message.id}`, namespace);
  return { id, consumer, message, reason, failure: null, attempts: 0, firstAt: at, lastAt: at };
};
