import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * Sha256 of the RFC 8785 form, in lower-case hex: the same for values that differ in the order of keys only.
 * @throws Error for what JSON cannot hold, such as NaN or undefined
 */
export const canonicalHash = (configuration: unknown): string => {
  const canonical = canonicalize(configuration);
  if (canonical === undefined) throw new TypeError('only JSON has a canonical form');
  return createHash('sha256').update(canonical).digest('hex');
};
