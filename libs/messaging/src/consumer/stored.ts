import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';

const firstDelayMs = 100;
const maxDelayMs = 5000;

/**
 * Does what needs the store of consumer state until the store answers: nothing about the message is wrong while it is
 * away. Undefined when the signal came first.
 */
export const untilStored = async <T>(task: () => Promise<T>, signal: AbortSignal, logger: LoggerService): Promise<T | undefined> => {
  for (let delayMs = firstDelayMs; !signal.aborted; delayMs = Math.min(maxDelayMs, delayMs * 2)) {
    try {
      return await task();
    } catch (error) {
      logger.warn(`consumer state cannot be read or written, and is tried again: ${String(error)}`);
    }
    await sleep(delayMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
};
