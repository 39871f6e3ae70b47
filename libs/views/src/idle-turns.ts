import pTimeout from 'p-timeout';

/** Passes items on, and null where the next one takes longer than `ms` while somebody wants to be told of that. */
export async function* withIdleTurns<Item>(items: AsyncIterable<Item>, ms: number, wanted: () => boolean): AsyncGenerator<Item | null> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (let next = iterator.next(); ; ) {
      const result = wanted() ? await pTimeout(next, { milliseconds: ms, fallback: () => null }) : await next;
      if (result === null) {
        yield null;
        continue;
      }
      if (result.done === true) return;
      yield result.value;
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}
