import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { listText } from '@daybook/event-sourcing';
import { UnknownViewField } from '@daybook/views';
import { InvalidRequest } from '../service-kit.errors.js';
import { PageQuery, toViewQuery } from './page-query.dto.js';

const fields = [
  { field: 'name', type: 'text' },
  { field: 'rows', type: 'number' },
  { field: 'starred', type: 'boolean' },
  { field: 'createdAt', type: 'text' },
  { field: 'status', type: 'text', values: ['ready', 'failed'] },
  { field: 'metric.value', type: 'number', column: 'shown.r2' },
  { field: 'targets', type: 'list', column: 'targetsText' },
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

  it('asks the view by the name that it has there', () => {
    expect(queryOf({ sort: '-metric.value', filter: ['metric.value:gt:0.9'] })).toMatchObject({
      where: [{ field: 'shown.r2', op: 'gt', value: 0.9 }],
      sort: [{ field: 'shown.r2', direction: 'desc' }],
    });
  });

  it('finds an item in a list, or a part of one', () => {
    const { where } = queryOf({ filter: ['targets:eq:the "best"', 'targets:contains:be'] });
    expect(where).toEqual([
      { field: 'targetsText', op: 'contains', value: '"the \\"best\\""' },
      { field: 'targetsText', op: 'contains', value: 'be' },
    ]);
    expect(listText(['x', 'the "best"'])).toContain('"the \\"best\\""');
    expect(listText(['the "best" of all'])).not.toContain('"best"');
    expect(() => queryOf({ sort: 'targets' })).toThrow(UnknownViewField);
  });

  it('compares times in the form in which they are kept', () => {
    expect(queryOf({ filter: ['createdAt:gt:2026-03-01T10:00:00+02:00', 'createdAt:lt:2026-03-02'] }).where).toEqual([
      { field: 'createdAt', op: 'gt', value: '2026-03-01T08:00:00.000Z' },
      { field: 'createdAt', op: 'lt', value: '2026-03-02T00:00:00.000Z' },
    ]);
  });

  it('says what a value could have been', () => {
    const problems = (filter: string): unknown => {
      try {
        return queryOf({ filter: [filter] });
      } catch (error) {
        return (error as InvalidRequest).errors;
      }
    };
    expect(problems('status:eq:nope')).toEqual([{ field: 'filter status', message: 'must be one of ready, failed', value: 'nope' }]);
    expect(problems('createdAt:gt:foo')).toMatchObject([{ message: expect.stringContaining('2026-03-01T10:00:00Z') }]);
    expect(problems('targets:gt:x')).toMatchObject([{ message: 'is a list: op must be one of eq, contains' }]);
  });

  it.each(['rows:gte:many', 'rows:eq:', 'status:in:ready,nope', 'createdAt:lt:2026-13-01', 'targets:in:x', 'starred:eq:1', 'name~churn', 'name:like:churn'])(
    'refuses the filter %s',
    (filter) => {
      expect(() => queryOf({ filter: [filter] })).toThrow(InvalidRequest);
    },
  );

  it('names the fields that there are where one is not', () => {
    expect(() => queryOf({ sort: '-size' })).toThrow(UnknownViewField);
    expect(() => queryOf({ filter: ['size:eq:1'] })).toThrow('name, rows, starred, createdAt, status, metric.value, targets');
  });
});
