/** Numbers of versions: 1 … `upTo`, and those `beyond`, which came before one below them. */
export type KnownNumbers = Readonly<{ upTo: number; beyond: ReadonlySet<number> }>;
export const isKnown = (number: number, { upTo, beyond }: KnownNumbers): boolean => number <= upTo || beyond.has(number);

export const withNumber = (known: KnownNumbers, number: number): KnownNumbers => {
  const beyond = new Set(known.beyond).add(number);
  let { upTo } = known;
  while (beyond.delete(upTo + 1)) upTo += 1;
  return { upTo, beyond };
};

export const noNumbers: KnownNumbers = { upTo: 0, beyond: new Set() };

/** Numbers as the bits of one: holes cost nothing, and a set is replaced as a whole. */
export type NumberSet = bigint;
const bit = (number: number): NumberSet => 1n << BigInt(number);
export const isIn = (set: NumberSet, number: number): boolean => (set & bit(number)) !== 0n;
export const including = (set: NumberSet, number: number): NumberSet => set | bit(number);
export const excluding = (set: NumberSet, number: number): NumberSet => set & ~bit(number);
