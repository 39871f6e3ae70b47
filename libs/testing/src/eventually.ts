import { setTimeout as delay } from 'node:timers/promises';

/** Repeats the assertion until it holds and answers its value; after `timeoutMs` its last failure is thrown. */
export const eventually = async <T>(assertion: () => T | Promise<T>, timeoutMs = 10_000): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await delay(20);
  }
};
