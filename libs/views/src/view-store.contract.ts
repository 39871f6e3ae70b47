import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ViewIndex } from '@daybook/event-sourcing';
import fc from 'fast-check';
import type { Condition, ViewCollection, ViewQuery, ViewStore } from './view-store.port.js';

export type Row = Readonly<{ group: string; rank: number | null; label: string; done: boolean }>;
export type Opened = Readonly<{ store: ViewStore; dispose: () => Promise<void> }>;

/** Of a test that goes through many cases. */
const manyCasesMs = 60_000;

const indexes: readonly ViewIndex[] = [
  { field: 'group', type: 'text' },
  { field: 'rank', type: 'number', within: 'group' },
  { field: 'label', type: 'text' },
  { field: 'done', type: 'boolean' },
];
const row = (rank: number | null, label = 'a', group = 'g', done = false): Row => ({ group, rank, label, done });
const insert = (id: string, view: Row, position = 1) => ({ id, expectedPosition: null, position, view });

/** What a condition means. */
const holds = (condition: Condition, view: Row): boolean => {
  const value = view[condition.field as keyof Row];
  switch (condition.op) {
    case 'eq':
      return value === condition.value;
    case 'ne':
      return value !== condition.value;
    case 'in':
      return condition.value.includes(value);
    case 'contains':
      return String(value).toLowerCase().includes(condition.value.toLowerCase());
    case 'gte':
      return value !== null && Number(value) >= Number(condition.value);
    default:
      throw new Error(`the conditions of this suite do not compare by ${condition.op}`);
  }
};

/** What every adapter of the views port keeps to. */
export const viewStoreContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`${name} as a view store`, () => {
    let opened: Opened;
    let views: ViewCollection<Row>;

    beforeEach(async () => {
      opened = await open();
      views = await opened.store.open<Row>('rows-v1', indexes);
      await views.lease?.hold();
    });
    afterEach(() => opened.dispose());

    const collect = async (query: Omit<ViewQuery, 'cursor'>): Promise<readonly string[]> => {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await views.query({ ...query, ...(cursor === null ? {} : { cursor }) });
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return ids;
    };

    it('answers a document with the position it reflects', async () => {
      await views.write([insert('1', row(3), 7)], 7);
      expect(await views.get('1')).toEqual({ id: '1', position: 7, view: row(3) });
      expect(await views.get('2')).toBeNull();
      expect(await views.checkpoint()).toBe(7);
    });

    it('never moves a checkpoint back', async () => {
      await views.write([], 9);
      await views.write([], 4);
      expect(await views.checkpoint()).toBe(9);
    });

    it('refuses a write on another position than expected, and the checkpoint with it', async () => {
      await views.write([insert('1', row(1), 5)], 5);
      const stale = { id: '1', expectedPosition: 4, position: 6, view: row(2) };
      await expect(views.write([stale, insert('2', row(1), 6)], 6)).rejects.toMatchObject({ code: 'view-write-conflict' });
      await expect(views.write([insert('1', row(9), 6)], 6)).rejects.toMatchObject({ code: 'view-write-conflict' });
      expect((await views.get('1'))?.view).toEqual(row(1));
      expect(await views.checkpoint()).toBe(5);
    });

    it('keeps a tombstone that guards, but shows no document', async () => {
      await views.write([insert('1', row(1), 5)], 5);
      await views.write([{ id: '1', expectedPosition: 5, position: 6, view: null }], 6);
      expect(await views.get('1')).toBeNull();
      expect(await views.count()).toBe(0);
      expect((await views.load(['1'])).get('1')).toEqual({ id: '1', position: 6, view: null });
      await expect(views.write([insert('1', row(2), 7)], 7)).rejects.toMatchObject({ code: 'view-write-conflict' });
    });

    it('sweeps tombstones up to a position, and no document; what was swept may come again', async () => {
      const removed = ['1', '2', '3'].map((id) => ({ id, expectedPosition: 1, position: 1 + Number(id), view: null }));
      await views.write(['1', '2', '3', '4'].map((id) => insert(id, row(1))), 1);
      await views.write(removed, 5);
      expect(await views.sweep(3, 10)).toBe(2);
      expect([...(await views.load(['1', '2', '3', '4'])).keys()].sort()).toEqual(['3', '4']);
      await views.write([insert('1', row(9), 6), { id: '3', expectedPosition: 4, position: 6, view: row(8) }], 6);
      expect(await views.sweep(6, 10)).toBe(0);
      expect(await collect({ where: [{ field: 'rank', op: 'gte', value: 1 }], sort: [{ field: 'rank', direction: 'asc' }], limit: 2 })).toEqual(['4', '3', '1']);
    });

    it('sweeps no more at once than it is asked to', async () => {
      const ids = Array.from({ length: 5 }, (_, index) => String(index));
      await views.write(ids.map((id) => ({ id, expectedPosition: null, position: 1, view: null })), 1);
      const swept: number[] = [];
      for (let pass = 0; pass < 4; pass += 1) swept.push(await views.sweep(1, 2));
      expect(swept).toEqual([2, 2, 1, 0]);
      expect((await views.load(ids)).size).toBe(0);
    });

    it('sweeps nothing that a replay from the checkpoint would need', async () => {
      await views.write([insert('1', row(1), 5)], 5);
      await views.write([{ id: '1', expectedPosition: 5, position: 7, view: null }], 6);
      expect(await views.sweep(100, 10)).toBe(0);
      expect((await views.load(['1'])).get('1')).toEqual({ id: '1', position: 7, view: null });
      await views.write([], 7);
      expect(await views.sweep(100, 10)).toBe(1);
    });

    it.each<[string, Condition, readonly string[]]>([
      ['eq', { field: 'rank', op: 'eq', value: 2 }, ['b']],
      ['eq null', { field: 'rank', op: 'eq', value: null }, ['c']],
      ['ne', { field: 'rank', op: 'ne', value: 2 }, ['a', 'c']],
      ['gte', { field: 'rank', op: 'gte', value: 1 }, ['a', 'b']],
      ['in', { field: 'label', op: 'in', value: ['Übung', 'zebra'] }, ['b', 'c']],
      ['contains', { field: 'label', op: 'contains', value: 'PPL' }, ['a']],
      ['a boolean', { field: 'done', op: 'eq', value: true }, ['c']],
    ])('filters by %s', async (_name, condition, expected) => {
      await views.write([insert('a', row(1, 'apple')), insert('b', row(2, 'zebra')), insert('c', row(null, 'Übung', 'g', true))], 1);
      expect(await collect({ where: [condition], limit: 10 })).toEqual(expected);
    });

    it.each(['.*', '\\d', 'A-', '(x', '$', '/', 'é'])('looks for %s as it is', async (value) => {
      const labels = ['a-b', '.*', 'x\\d', '(X)', 'US$/€', 'café', 'a', '7'];
      await views.write(labels.map((label, index) => insert(String(index), row(1, label))), 1);
      const expected = labels.flatMap((label, index) => (label.toLowerCase().includes(value.toLowerCase()) ? [String(index)] : []));
      expect(await collect({ where: [{ field: 'label', op: 'contains', value }], limit: 10 })).toEqual(expected);
    });

    it('takes null for neither above nor below anything, and for in no list', async () => {
      await views.write([insert('a', row(1)), insert('b', row(null))], 1);
      expect(await views.count([{ field: 'rank', op: 'gte', value: null }])).toBe(0);
      expect(await views.count([{ field: 'rank', op: 'lt', value: 5 }])).toBe(1);
      expect(await views.count([{ field: 'rank', op: 'in', value: [null, 1] }])).toBe(1);
      expect(await views.count([{ field: 'rank', op: 'ne', value: null }])).toBe(1);
    });

    it('keeps any JSON as it is', async () => {
      const example = { $set: { 'a.b': {}, '': [] }, '10': [null, [], { $x: -1.5e300 }], name: 'naïve 🦉' };
      const special: unknown = JSON.parse('{"constructor":{"prototype":null},"prototype":[{"__proto__":1}],"__proto__":{"toString":[]},"hasOwnProperty":0}');
      const value = fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json)) as unknown);
      await fc.assert(
        fc.asyncProperty(value, async (more) => {
          const id = randomUUID();
          const view = { ...row(1), more } as Row;
          await views.write([insert(id, view)], 1);
          // As texts: keys that every object has would be compared as what they are elsewhere.
          expect(JSON.stringify((await views.get(id))?.view)).toBe(JSON.stringify(view));
          await views.write([{ id, expectedPosition: 1, position: 2, view: { ...view, label: 'b' } }], 2);
          expect(JSON.stringify((await views.get(id))?.view)).toBe(JSON.stringify({ ...view, label: 'b' }));
        }),
        { numRuns: 60, examples: [[example], [special]] },
      );
    }, manyCasesMs);

    it('names the fields that can be asked for when another one is', async () => {
      await expect(views.query({ sort: [{ field: 'secret', direction: 'asc' }], limit: 1 })).rejects.toMatchObject({
        code: 'unknown-view-field',
        allowed: expect.arrayContaining(['rank', 'label']),
      });
    });

    it('refuses a cursor of another query, and one that is none', async () => {
      await views.write([insert('a', row(1)), insert('b', row(2))], 1);
      const { nextCursor } = await views.query({ sort: [{ field: 'rank', direction: 'asc' }], limit: 1 });
      const other = { sort: [{ field: 'rank', direction: 'desc' }], limit: 1 } as const;
      await expect(views.query({ ...other, cursor: nextCursor ?? '' })).rejects.toMatchObject({ code: 'invalid-cursor' });
      await expect(views.query({ limit: 1, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid-cursor' });
    });

    it('pages through any rows in the order of the sort, each once', async () => {
      const rank = fc.option(fc.integer({ min: -3, max: 3 }), { nil: null });
      const rows = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 3 }), rank }), { selector: ({ id }) => id, maxLength: 25 });
      await fc.assert(
        fc.asyncProperty(rows, fc.integer({ min: 1, max: 5 }), fc.constantFrom('asc', 'desc'), async (items, limit, direction) => {
          await opened.store.drop('rows-v1');
          views = await opened.store.open<Row>('rows-v1', indexes);
          await views.write(items.map(({ id, rank: value }) => insert(id, row(value))), 1);
          const sign = direction === 'asc' ? 1 : -1;
          const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
          const expected = [...items]
            .sort((a, b) => sign * ((a.rank ?? -Infinity) - (b.rank ?? -Infinity) || 0) || sign * byBytes(a.id, b.id))
            .map(({ id }) => id);
          expect(await collect({ sort: [{ field: 'rank', direction }], limit })).toEqual(expected);
        }),
        { numRuns: 60 },
      );
    }, manyCasesMs);

    it('pages through what any conditions leave, whichever index is the best for them', async () => {
      const item = fc.record({
        id: fc.string({ minLength: 1, maxLength: 2 }),
        view: fc.record({
          group: fc.constantFrom('g', 'h'),
          rank: fc.option(fc.integer({ min: 0, max: 2 }), { nil: null }),
          label: fc.constantFrom('apple', 'zebra'),
          done: fc.boolean(),
        }),
      });
      const items = fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 25 });
      const condition = fc.oneof(
        fc.record({ field: fc.constant('group'), op: fc.constant('eq'), value: fc.constantFrom('g', 'h') }),
        fc.record({ field: fc.constant('done'), op: fc.constantFrom('eq', 'ne'), value: fc.boolean() }),
        fc.record({ field: fc.constant('rank'), op: fc.constant('in'), value: fc.subarray([0, 1, 2]) }),
        fc.record({ field: fc.constant('rank'), op: fc.constant('gte'), value: fc.integer({ min: 0, max: 2 }) }),
        fc.record({ field: fc.constant('label'), op: fc.constant('contains'), value: fc.constantFrom('PP', 'r') }),
      ) as fc.Arbitrary<Condition>;
      const field = fc.constantFrom('rank', 'label', 'done', 'id', null);
      const direction = fc.constantFrom('asc', 'desc');
      await fc.assert(
        fc.asyncProperty(items, fc.array(condition, { maxLength: 3 }), field, direction, async (rows, where, sorted, way) => {
          await opened.store.drop('rows-v1');
          views = await opened.store.open<Row>('rows-v1', indexes);
          await views.write(rows.map(({ id, view }) => insert(id, view)), 1);
          const sort = sorted === null ? [] : [{ field: sorted, direction: way }];
          const expected = rows.filter(({ view }) => where.every((one) => holds(one, view))).map(({ id }) => id);
          expect([...(await collect({ where, sort, limit: 4 }))].sort()).toEqual(expected.sort());
        }),
        { numRuns: 100 },
      );
    }, manyCasesMs);

    it('puts a rebuilt view in the place of the live one', async () => {
      await views.write([insert('old', row(1), 3)], 3);
      const rebuilt = await opened.store.open<Row>('rows-v1~rebuild', indexes);
      await rebuilt.write([insert('new', row(2), 8)], 8);
      await opened.store.replace('rows-v1', 'rows-v1~rebuild');
      expect(await views.get('old')).toBeNull();
      expect((await views.get('new'))?.view).toEqual(row(2));
      expect(await views.checkpoint()).toBe(8);
      expect(await opened.store.names()).toEqual(['rows-v1']);
    });
  });
};
