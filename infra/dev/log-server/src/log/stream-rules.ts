/** What a stream's metadata says about which of its events are still read. */
export type StreamRules = Readonly<{ truncateBefore?: number; maxCount?: number; maxAgeMs?: number }>;

/** `$tb` of a soft-deleted stream: the largest 64-bit revision, beyond what a JavaScript number tells apart. */
const truncateAll = Number.MAX_SAFE_INTEGER;
export const softDeletion = '{"$tb":9223372036854775807}';

export const isSoftDeletion = ({ truncateBefore = 0 }: StreamRules): boolean => truncateBefore >= truncateAll;

/** Metadata that is not the JSON it should be says nothing. */
export const rulesOf = (metadata: Uint8Array): StreamRules => {
  const { $tb, $maxCount, $maxAge } = objectOf(metadata);
  return {
    ...(isCount($tb) && { truncateBefore: $tb }),
    ...(isCount($maxCount) && { maxCount: $maxCount }),
    ...(isCount($maxAge) && { maxAgeMs: $maxAge * 1000 }),
  };
};

/** The stream is read from this revision on; its last one is `last`. */
export const firstReadable = ({ truncateBefore = 0, maxCount }: StreamRules, last: number): number =>
  Math.max(truncateBefore, maxCount === undefined ? 0 : last - maxCount + 1);

/** The same metadata, but truncated before `revision`: a soft-deleted stream goes on there. */
export const undeletion = (metadata: Uint8Array, revision: number): Uint8Array =>
  Buffer.from(JSON.stringify({ ...objectOf(metadata), $tb: revision }));

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0;

const objectOf = (json: Uint8Array): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(Buffer.from(json).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};
