import { createHash } from 'node:crypto';
import { InvalidCursor } from './view-store.errors.js';
import type { Scalar, ViewQuery } from './view-store.port.js';

type Content = Readonly<{ q: string; v: readonly Scalar[]; id: string }>;

/** Binds a cursor to its filter and sort: with others it would silently skip documents. */
const fingerprint = ({ where = [], sort = [] }: ViewQuery): string =>
  createHash('sha256').update(JSON.stringify([where, sort])).digest('base64url').slice(0, 16);

export const encodeCursor = (query: ViewQuery, values: readonly Scalar[], id: string): string => {
  const content: Content = { q: fingerprint(query), v: values, id };
  return Buffer.from(JSON.stringify(content)).toString('base64url');
};

/** @throws InvalidCursor */
export const decodeCursor = (query: ViewQuery, cursor: string): Content => {
  let content: Partial<Content>;
  try {
    content = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Partial<Content>;
  } catch {
    throw new InvalidCursor();
  }
  const { q, v, id } = content ?? {};
  if (q !== fingerprint(query) || !Array.isArray(v) || v.length !== (query.sort ?? []).length || typeof id !== 'string') {
    throw new InvalidCursor();
  }
  return { q, v, id };
};
