import { upstreamNames } from '../upstream.types.js';

/** Where a walk through all services goes on: the service's number, and its own cursor, null for its beginning. */
export type Place = Readonly<{ service: number; cursor: string | null }>;

export const writeCursor = ({ service, cursor }: Place): string =>
  Buffer.from(JSON.stringify([service, cursor])).toString('base64url');

/** The beginning when there is none; null for what no walk has written. */
export const readCursor = (text: string | null): Place | null => {
  if (text === null) return { service: 0, cursor: null };
  try {
    const [service, cursor] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const known = Number.isInteger(service) && upstreamNames[service as number] !== undefined;
    if (!known || (cursor !== null && typeof cursor !== 'string')) return null;
    return { service: service as number, cursor };
  } catch {
    return null;
  }
};
