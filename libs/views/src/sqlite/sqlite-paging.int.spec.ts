import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { ViewIndex } from '@daybook/event-sourcing';
import { encodeCursor } from '../view-cursor.js';
import type { ViewQuery } from '../view-store.port.js';
import { AccessPath } from './access-path.js';
import { QuerySql } from './query-sql.js';
import { SqliteViewStore } from './sqlite-view-store.js';
import { ViewColumns } from './view-columns.js';

const indexes: readonly ViewIndex[] = [
  { field: 'group', type: 'text' },
  { field: 'rank', type: 'number', within: 'group' },
  { field: 'open', type: 'boolean', within: 'group' },
];
const columns = new ViewColumns(indexes);
const where = [
  { field: 'group', op: 'eq', value: 'g' },
  { field: 'open', op: 'eq', value: true },
] as const;

describe('A page of a large SQLite view', () => {
  const db = new Database(':memory:');
  for (const statement of columns.definition('t')) db.exec(statement);
  const sql = new QuerySql(columns);
  const path = new AccessPath(columns, sql, () => 1001);

  const plansOf = (query: ViewQuery): readonly string[] =>
    sql.page(query, path.along(query, 't')).map(({ text, parameters }) =>
      db
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
        .all(...parameters, 10)
        .map(({ detail }) => detail)
        .join('; '),
    );
  afterAll(() => void db.close());

  it.each([
    ['asc', 5],
    ['desc', 5],
    ['asc', null],
    ['desc', null],
  ] as const)('is one range of one index: %s after %s, nothing sorted, nothing read from the beginning', (direction, value) => {
    const query: ViewQuery = { where, sort: [{ field: 'rank', direction }], limit: 10 };
    const plans = [...plansOf(query), ...plansOf({ ...query, cursor: encodeCursor(query, [value], 'id-1') })];
    for (const plan of plans) expect(plan).toMatch(/^SEARCH t USING INDEX t_1 \(f_group=\?( AND f_rank.*| AND \(f_rank,id\)[<>]\(\?,\?\))?\)$/);
  });
});

describe('Looking for a part of a text', () => {
  const store = SqliteViewStore.open(':memory:');
  const searched: readonly ViewIndex[] = [{ field: 'text', type: 'text', searched: true }];
  const looking = (value: string): ViewQuery => ({ where: [{ field: 'text', op: 'contains', value }], limit: 10 });
  afterAll(() => store.close());

  it('finds it in what the text is now, however short it is and whatever stands in it', async () => {
    const views = await store.open<{ text: string }>('texts-v1', searched);
    const write = (id: string, text: string | null, expectedPosition: number | null, position: number): Promise<void> =>
      views.write([{ id, expectedPosition, position, view: text === null ? null : { text } }], position);
    const idsOf = async (value: string): Promise<readonly string[]> => (await views.query(looking(value))).items.map(({ id }) => id);
    await write('a', 'The "Champion" of all', null, 1);
    await write('b', 'a challenger', null, 2);
    await write('c', '100% (draft)', null, 3);
    expect(await idsOf('"champ')).toEqual(['a']);
    expect(await idsOf('ch')).toEqual(['a', 'b']);
    expect(await idsOf('0% (')).toEqual(['c']);
    await write('a', 'retired', 1, 4);
    await write('b', 'now the CHAMPION', 2, 5);
    await write('c', null, 3, 6);
    expect(await idsOf('champion')).toEqual(['b']);
    expect(await idsOf('draft')).toEqual([]);
    expect(await views.sweep(6, 10)).toBe(1);
    await write('d', 'of another text', null, 7);
    expect(await idsOf('another')).toEqual(['d']);
    await store.drop('texts-v1');
    expect(await store.names()).toEqual([]);
  });
});

describe('The file of SQLite views', () => {
  it('has nothing of what was swept, neither in a table nor in an index', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'daybook-views-'));
    const file = join(directory, 'views.db');
    const store = SqliteViewStore.open(file);
    const views = await store.open<object>('texts-v1', [{ field: 'text', type: 'text', searched: true }]);
    for (const [position, view] of [{ text: 'draft' }, null].entries()) {
      await views.write([{ id: 'a', expectedPosition: position || null, position: position + 1, view }], position + 1);
    }
    expect(await views.sweep(2, 10)).toBe(1);
    await store.close();
    const swept = new Database(file);
    const tables = swept.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE name GLOB 'v[0-9]*_texts_v1' OR name GLOB '*_docsize'").all();
    const counts = tables.map(({ name }) => swept.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${name}"`).get()?.n);
    expect(counts).toEqual([0, 0]);
    swept.close();
    rmSync(directory, { recursive: true });
  });

  it('of an earlier layout is begun anew, for the log to fill', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'daybook-views-'));
    const file = join(directory, 'views.db');
    const store = SqliteViewStore.open(file);
    const row = { id: '1', expectedPosition: null, position: 3, view: { group: 'g' } } as const;
    await (await store.open<object>('rows-v1', indexes)).write([row], 3);
    await store.close();
    const earlier = new Database(file);
    earlier.pragma('user_version = 1');
    earlier.close();

    const opened = SqliteViewStore.open(file);
    expect(await opened.names()).toEqual([]);
    const views = await opened.open<object>('rows-v1', indexes);
    expect(await views.checkpoint()).toBe(0);
    expect(await views.get('1')).toBeNull();
    await opened.close();
    rmSync(directory, { recursive: true });
  });
});
