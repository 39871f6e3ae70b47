import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Sha256 of the RFC 8785 form: the same for configurations that differ in the order of keys only. */
export const configurationDigest = (configuration: unknown): string =>
  createHash('sha256').update(canonicalize(configuration) ?? '').digest('hex');
