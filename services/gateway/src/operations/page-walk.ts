import { problemOf, type Problem } from '@daybook/service-kit';
import { jsonOf, type Question, type UpstreamClient } from '../upstream.client.js';
import { upstreamNames } from '../upstream.types.js';
import { unavailable, type Item, type MergedList, type Unavailable } from './merged-lists.js';
import { readCursor, writeCursor, type Place } from './walk.cursor.js';

export type MergedPage = MergedList & Readonly<{ nextCursor: string | null }>;
type Page = Readonly<{ items: readonly Item[]; nextCursor: string | null }>;

const defaultLimit = 50;
const mostPerPage = 200;

/** The problem of a page that cannot be walked, else null. */
export const walkProblem = (query: URLSearchParams): Problem | null => {
  const limit = limitOf(query);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostPerPage) {
    return problemOf('invalid-request', 400, `limit: must be a whole number from 1 to ${mostPerPage}`);
  }
  return readCursor(query.get('cursor')) === null ? problemOf('invalid-cursor', 400, 'this is no cursor of this list') : null;
};

const limitOf = (query: URLSearchParams): number => Number(query.get('limit') ?? defaultLimit);

/**
 * One page of the services' lists one behind the other: each keeps its own order, and the cursor says which service the
 * next page begins with, and where in it.
 */
export const walkPages = async (client: UpstreamClient, question: Question, query: URLSearchParams): Promise<MergedPage> => {
  const limit = limitOf(query);
  const items: Item[] = [];
  const failures: Unavailable[] = [];
  let place: Place | null = readCursor(query.get('cursor'));
  while (place !== null && items.length < limit) {
    const service = upstreamNames[place.service];
    if (service === undefined) break;
    let nextCursor: string | null = null;
    try {
      const path = pathOf(question.path, query, place, limit - items.length);
      const page = jsonOf<Page>(await client.ask(service, { ...question, path }));
      items.push(...page.items.map((item) => ({ ...item, service })));
      nextCursor = page.nextCursor;
    } catch (error) {
      failures.push(unavailable(service, error));
    }
    place = nextCursor === null ? following(place) : { ...place, cursor: nextCursor };
  }
  return { items, unavailable: failures, nextCursor: place === null ? null : writeCursor(place) };
};

const following = ({ service }: Place): Place | null =>
  service + 1 < upstreamNames.length ? { service: service + 1, cursor: null } : null;

const pathOf = (path: string, query: URLSearchParams, { cursor }: Place, limit: number): string => {
  const own = new URLSearchParams(query);
  own.set('limit', String(limit));
  own.delete('cursor');
  if (cursor !== null) own.set('cursor', cursor);
  return `${path}?${own.toString()}`;
};
