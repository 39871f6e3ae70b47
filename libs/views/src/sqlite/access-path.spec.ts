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
  { field: 'name', type: 'text' },
]);
const owner: Condition = { field: 'owner', op: 'eq', value: 'anna' };
const status: Condition = { field: 'status', op: 'in', value: ['failed', 'canceled'] };
const starred: Condition = { field: 'starred', op: 'eq', value: true };
const byNumber = [{ field: 'number', direction: 'desc' }] as const;
const probed = { status: 0, starred: 2, name: 4, owner: 99 };
type Matches = Partial<Record<keyof typeof probed, number>>;

/** The index that a query is read along when so many documents meet each condition. */
const indexFor = (query: Omit<ViewQuery, 'limit'>, matches: Matches = {}): string | undefined => {
  const count = (text: string): number => {
    const field = (Object.keys(probed) as (keyof typeof probed)[]).find((name) => text.includes(`"f_${name}" I`) && name !== 'owner');
    return matches[field ?? 'owner'] ?? 1001;
  };
  const path = new AccessPath(columns, new QuerySql(columns), ({ text }) => count(text));
  const ordinal = /INDEXED BY "t_(\d+)"$/.exec(path.source({ ...query, limit: 10 }, 't'))?.[1];
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

  it('is that of a condition when the order is that of the ids', () => {
    expect(indexFor({ where: [{ field: 'name', op: 'eq', value: 'churn' }] })).toBe('name');
    expect(indexFor({})).toBeUndefined();
  });

  it('is never one whose scope the query leaves open', () => {
    expect(indexFor({ where: [status], sort: [{ field: 'name', direction: 'asc' }] }, { status: 1 })).toBe('name');
  });
});
