import type { Failure } from './dead-letters.port.js';
import { codeOf } from './retry.policy.js';

const maxMessageLength = 2000;
const maxStackLines = 8;

/** What a dead letter keeps of an error. */
export const failureOf = (error: unknown): Failure => {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return {
    errorCode: codeOf(error),
    message: message.slice(0, maxMessageLength),
    stack: stack.split('\n').slice(0, maxStackLines).join('\n'),
  };
};
