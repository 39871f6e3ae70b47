/**
 * 32-bit hash of a string's UTF-8 bytes: FNV-1a with murmur3's finalizer, which spreads short and similar strings.
 * Stable across releases and machines: splits by hash and all random streams depend on it.
 */
export const stringHash = (text: string, basis = 0x811c9dc5): number => {
  let hash = basis >>> 0;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
