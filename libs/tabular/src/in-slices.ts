import { setImmediate as othersTurn } from 'node:timers/promises';

const sliceMs = 2;
const pieceBytes = 8 * 1024;

/** Lets others have their turn once this has taken so long; whatever is done between two calls counts. */
export const sliced = (longestMs: number = sliceMs): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestMs) return;
    await othersTurn();
    since = performance.now();
  };
};

/**
 * The same bytes in small pieces, with a turn for everybody else between them: what is made of a piece before the next one
 * is taken keeps the process from answering, and a long table must not.
 */
export async function* inSlices(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const turn = sliced();
  for await (const chunk of content) {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      await turn();
      yield chunk.subarray(from, from + pieceBytes);
    }
  }
}
