import { stringHash } from './string-hash.js';

/** A reproducible stream of random numbers. */
export type SeededRandom = Readonly<{
  /** In [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** A permutation of 0 … count-1. */
  permutation(count: number): Uint32Array;
}>;

/**
 * The stream named by its key, for example `(seed, 'shuffle', epoch)`. Streams are derived instead of carried along:
 * a resumed run names the same stream and needs no stored state.
 */
export const seededRandom = (...key: readonly (string | number)[]): SeededRandom => {
  const uniform = sfc32(key.join('\u0000'));
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    permutation: (count) => permute(count, uniform),
  };
};

/** Chris Doty-Humphrey's Small Fast Counter generator, 32-bit. */
const sfc32 = (key: string): (() => number) => {
  let [a, b, c, counter] = [stringHash(key, 1), stringHash(key, 2), stringHash(key, 3), 1];
  const next = (): number => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  return next;
};

/** Fisher–Yates. */
const permute = (count: number, uniform: () => number): Uint32Array => {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(uniform() * (last + 1));
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
};
