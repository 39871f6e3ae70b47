const late = Symbol('late');

/** Passes items on, and null where the next one takes longer than `ms` while somebody wants to be told of that. */
export async function* withIdleTurns<Item>(items: AsyncIterable<Item>, ms: number, wanted: () => boolean): AsyncGenerator<Item | null> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (let next = iterator.next(); ; ) {
      const result = wanted() ? await within(next, ms) : await next;
      if (result === late) {
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

const within = async <T>(asked: Promise<T>, ms: number): Promise<T | typeof late> => {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<typeof late>((resolve) => (timer = setTimeout(resolve, ms, late)));
  try {
    return await Promise.race([asked, overdue]);
  } finally {
    clearTimeout(timer);
  }
};
