import { problemOf, type Problem } from '@daybook/service-kit';
import { jsonOf, type Question, type UpstreamClient } from '../upstream.client.js';
import { upstreamNames, type UpstreamName } from '../upstream.types.js';
import type { Failure } from './list-answer.js';
import type { Item, MergedList } from './merged-lists.js';
import { readCursor, writeCursor, type Place } from './walk.cursor.js';

export type MergedPage = MergedList & Readonly<{ nextCursor: string | null }>;
type Page = Readonly<{ items: readonly Item[]; nextCursor: string | null }>;
type Walk = Readonly<{ client: UpstreamClient; question: Question; query: URLSearchParams }>;

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
 * next page begins with, and where in it. All that may be on the page are asked at once, so that it takes no longer than
 * the slowest of them.
 */
export const walkPages = async (client: UpstreamClient, question: Question, query: URLSearchParams): Promise<MergedPage> => {
  const walk = { client, question, query };
  const limit = limitOf(query);
  const places = placesFrom(readCursor(query.get('cursor')));
  const pages = await Promise.all(places.map(async (place) => ({ place, whole: await pageAt(walk, place, limit) })));
  const items: Item[] = [];
  const failures: Failure[] = [];
  const upTo = (place: Place | null): MergedPage => ({ items, failures, asked: places.length, nextCursor: place === null ? null : writeCursor(place) });
  for (const { place, whole } of pages) {
    const room = limit - items.length;
    if (room === 0) return upTo(place);
    // A page that is too long for what is left is asked for again: only the service knows the cursor behind its middle.
    const page = 'items' in whole && whole.items.length > room ? await pageAt(walk, place, room) : whole;
    if ('error' in page) failures.push(page);
    else items.push(...page.items);
    if ('items' in page && page.nextCursor !== null) return upTo({ ...place, cursor: page.nextCursor });
  }
  return upTo(null);
};

const pageAt = async ({ client, question, query }: Walk, place: Place, limit: number): Promise<Page | Failure> => {
  const service = upstreamNames[place.service] as UpstreamName;
  try {
    const page = jsonOf<Page>(await client.ask(service, { ...question, path: pathOf(question.path, query, place, limit) }));
    return { ...page, items: page.items.map((item) => ({ ...item, service })) };
  } catch (error) {
    return { service, error };
  }
};

/** Where the services' lists go on that are not walked to their end. */
const placesFrom = (first: Place | null): readonly Place[] => {
  if (first === null) return [];
  const others = upstreamNames.slice(first.service + 1).map((_, index) => ({ service: first.service + 1 + index, cursor: null }));
  return [first, ...others];
};

const pathOf = (path: string, query: URLSearchParams, { cursor }: Place, limit: number): string => {
  const own = new URLSearchParams(query);
  own.set('limit', String(limit));
  own.delete('cursor');
  if (cursor !== null) own.set('cursor', cursor);
  return `${path}?${own.toString()}`;
};
