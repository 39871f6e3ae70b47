import { describe, expect, it } from '@jest/globals';
import type { Condition, ViewQuery } from '../view-store.port.js';
import { AccessPath } from './access-path.js';
import { QuerySql } from './query-sql.js';
import { ViewColumns } from './view-columns.js';

const columns = new ViewColumns([
  { field: 'owner', type: 'text' },
  { field: 'number', type: 'number', within: 'owner' },
  { field: 'status', type: 'text', within: 'owner' },
  { field: 'starred', type: 'boolean', within: 'owner' },
  { field: 'name', type: 'text', searched: true },
]);
const owner: Condition = { field: 'owner', op: 'eq', value: 'anna' };
const status: Condition = { field: 'status', op: 'in', value: ['failed', 'canceled'] };
const starred: Condition = { field: 'starred', op: 'eq', value: true };
const byNumber = [{ field: 'number', direction: 'desc' }] as const;
type Matches = Partial<Record<'owner' | 'status' | 'starred' | 'name', number>>;

/** The index that a query is read along when so many documents meet each condition, and the owner has so many in all. */
const indexFor = (query: Omit<ViewQuery, 'limit'>, matches: Matches = {}): string | undefined => {
  const numberOf = (text: string): number => {
    const field = (['status', 'starred', 'name'] as const).find((name) => text.includes(`"f_${name}" I`));
    return matches[field ?? 'owner'] ?? Infinity;
  };
  const path = new AccessPath(columns, new QuerySql(columns), ({ text }, most) => Math.min(most, numberOf(text)));
  const ordinal = /INDEXED BY "t_(\d+)"$/.exec(path.along({ ...query, limit: 10 }, 't').source)?.[1];
  return ordinal === undefined ? undefined : columns.indexes[Number(ordinal)]?.field;
};

describe('The index that a page is read along', () => {
  it('is that of the sort, when nothing else narrows it', () => {
    expect(indexFor({ where: [owner], sort: byNumber })).toBe('number');
  });

  it('is that of the sort also with a condition that many documents meet', () => {
    expect(indexFor({ where: [owner, status, starred], sort: byNumber })).toBe('number');
  });

  it('is that of the condition which the fewest documents meet, when they are few', () => {
    expect(indexFor({ where: [owner, status, starred], sort: byNumber }, { status: 900, starred: 12 })).toBe('starred');
  });

  it('is that of the sort when it fills a page sooner than a condition is sorted', () => {
    expect(indexFor({ where: [owner, status], sort: byNumber }, { status: 900, owner: 1000 })).toBe('number');
    expect(indexFor({ where: [owner, status], sort: byNumber }, { status: 20, owner: 1000 })).toBe('status');
  });

  it('is that of the trigrams for a part of a text which few have', () => {
    const where: Condition[] = [owner, { field: 'name', op: 'contains', value: 'churn' }];
    const path = new AccessPath(columns, new QuerySql(columns), ({ text }, most) => (text.includes('MATCH') ? 3 : most));
    expect(path.along({ where, sort: byNumber, limit: 10 }, 't')).toMatchObject({ only: { parameters: ['"churn"'] } });
  });

  it('is that of a condition when the order is that of the ids', () => {
    expect(indexFor({ where: [{ field: 'name', op: 'eq', value: 'churn' }] })).toBe('name');
    expect(indexFor({})).toBeUndefined();
  });

  it('is never one whose scope the query leaves open', () => {
    expect(indexFor({ where: [status], sort: [{ field: 'name', direction: 'asc' }] }, { status: 1 })).toBe('name');
  });
});
