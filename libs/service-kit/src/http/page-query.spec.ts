import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { UnknownViewField } from '@daybook/views';
import { InvalidRequest } from '../service-kit.errors.js';
import { PageQuery, toViewQuery } from './page-query.dto.js';

const fields = [
  { field: 'name', type: 'text' },
  { field: 'rows', type: 'number' },
  { field: 'starred', type: 'boolean' },
  { field: 'createdAt', type: 'text' },
] as const;
const queryOf = (page: Partial<PageQuery>) => toViewQuery(Object.assign(new PageQuery(), page), fields);

describe('the query of a table', () => {
  it('shows the newest fifty where nothing is asked', () => {
    expect(queryOf({})).toEqual({ where: [], sort: [{ field: 'createdAt', direction: 'desc' }], limit: 50 });
  });

  it('reads values as what their field holds', () => {
    const filter = [
      'name:eq:007',
      'rows:gte:12.5',
      'starred:eq:true',
      'rows:ne:null',
      'rows:in:1,2',
      'name:contains:a:b',
    ];
    expect(queryOf({ filter }).where).toEqual([
      { field: 'name', op: 'eq', value: '007' },
      { field: 'rows', op: 'gte', value: 12.5 },
      { field: 'starred', op: 'eq', value: true },
      { field: 'rows', op: 'ne', value: null },
      { field: 'rows', op: 'in', value: [1, 2] },
      { field: 'name', op: 'contains', value: 'a:b' },
    ]);
  });

  it('sorts up by a field, and down with a dash', () => {
    expect(queryOf({ sort: 'rows' }).sort).toEqual([{ field: 'rows', direction: 'asc' }]);
    expect(queryOf({ sort: '-rows' }).sort).toEqual([{ field: 'rows', direction: 'desc' }]);
  });

  it.each(['rows:gte:many', 'rows:eq:', 'starred:eq:1', 'name~churn', 'name:like:churn'])(
    'refuses the filter %s',
    (filter) => {
      expect(() => queryOf({ filter: [filter] })).toThrow(InvalidRequest);
    },
  );

  it('names the fields that there are where one is not', () => {
    expect(() => queryOf({ sort: '-size' })).toThrow(UnknownViewField);
    expect(() => queryOf({ filter: ['size:eq:1'] })).toThrow('name, rows, starred, createdAt');
  });
});
