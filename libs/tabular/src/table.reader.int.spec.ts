import { createReadStream } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidTable, type TableProblem } from './table.errors.js';
import { profileTable } from './table.profiler.js';
import { readTable } from './table.reader.js';

const example = (name: string) => createReadStream(new URL(`../../../examples/data/${name}.csv`, import.meta.url));

async function* bytesOf(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let begin = 0; begin < bytes.length; begin += size) yield bytes.subarray(begin, begin + size);
}
const read = async (text: string | Uint8Array) => {
  const { columns, rows } = await readTable(bytesOf(text));
  const cells: (readonly string[])[] = [];
  for await (const row of rows) cells.push(row.cells);
  return { columns, cells };
};
const problemsOf = async (text: string | Uint8Array): Promise<readonly TableProblem[]> => {
  const error: unknown = await read(text).catch((caught: unknown) => caught);
  if (error instanceof InvalidTable) return error.problems;
  throw new Error(`expected an InvalidTable, got ${String(error)}`);
};
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe('reading a table', () => {
  it('takes quotes, line breaks, a byte order mark and both kinds of line ends', async () => {
    const { columns, cells } = await read('\ufeffa,b\r\n"x, ""y""","line\nbreak"\r\n,=1+1\n');
    expect(columns).toEqual(['a', 'b']);
    expect(cells).toEqual([['x, "y"', 'line\nbreak'], ['', '=1+1']]);
  });

  it.each<[string, string | Uint8Array, readonly Partial<TableProblem>[]]>([
    ['an empty file', '', [{ line: 1 }]],
    ['no rows', 'a,b\n', [{ line: 2 }]],
    ['columns of one name', 'a,a\n1,2\n', [{ line: 1 }]],
    ['a column without a name', 'a,\n1,2\n', [{ line: 1 }]],
    ['rows of another width, by their lines', 'a,b\n1,2\n3\n4,5,6\n', [{ line: 3 }, { line: 4 }]],
    ['an open quote', 'a,b\n1,"2\n', [{ line: 2 }]],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.from([0xff, 0x2c, 0x31, 0x0a])]), [{ line: 3 }]],
  ])('refuses %s', async (_name, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected.map((problem) => expect.objectContaining(problem)));
  });

  it('gives back any cells that were written as CSV', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => Buffer.from(text).toString() === text && !text.includes('\u0000'));
    const table = fc.integer({ min: 2, max: 4 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const header = rows[0]?.map((_, index) => `c${index}`) ?? [];
        const text = [header, ...rows].map((row) => row.map(quoted).join(',')).join('\n');
        expect((await read(text)).cells).toEqual(rows);
      }),
    );
  });

  it('never fails on any bytes but by saying that they are no table', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await read(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(InvalidTable));
      }),
    );
  });
});

describe('the profile of a table', () => {
  const profile = async (name: string) => profileTable(await readTable(example(name)));

  it('knows the columns of birdstrikes', async () => {
    const { rows, columns } = await profile('birdstrikes');
    const byName = new Map(columns.map((column) => [column.name, column]));
    expect(rows).toBe(10_000);
    expect(byName.get('damaged')).toMatchObject({
      type: 'binary',
      missing: 0,
      topValues: [{ value: 'false', count: 8939 }, { value: 'true', count: 1061 }],
    });
    expect(byName.get('Speed IAS in knots')).toMatchObject({ type: 'number', missing: 2836 });
    expect(byName.get('Flight Date')).toMatchObject({ type: 'date' });
    expect(byName.get('Wildlife Size')).toMatchObject({ type: 'category' });
  });

  it('knows the columns of penguins', async () => {
    const { rows, columns } = await profile('penguins');
    expect(rows).toBe(344);
    expect(columns.find(({ name }) => name === 'species')).toMatchObject({
      type: 'category',
      distinct: 3,
      topValues: [{ value: 'Adelie', count: 152 }, { value: 'Gentoo', count: 124 }, { value: 'Chinstrap', count: 68 }],
    });
    expect(columns.find(({ name }) => name === 'body_mass_g')).toMatchObject({ type: 'number', missing: 2, number: { min: 2700, max: 6300 } });
  });

  it('knows text from categories in support tickets; subjects repeat, so they may be either', async () => {
    const { rows, columns } = await profile('support-tickets');
    expect(rows).toBe(2000);
    const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ body: 'text', queue: 'category', urgent: 'binary', plan: 'category', seats: 'number' });
    expect(columns.find(({ name }) => name === 'ticket_id')).toMatchObject({ uniquePerRow: true });
  });

  it('agrees with two passes over the numbers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 60 }), async (numbers) => {
        const { columns } = await profileTable(await readTable(bytesOf(`n,x\n${numbers.map((n) => `${n},x`).join('\n')}\n`)));
        const mean = numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
        const variance = numbers.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (numbers.length - 1);
        const [column] = columns;
        if (column?.number === undefined) return expect(column?.type).toBe('binary');
        expect(column.number.mean).toBeCloseTo(mean, 6);
        expect(column.number.standardDeviation).toBeCloseTo(Math.sqrt(variance), 6);
        expect(column.number).toMatchObject({ min: Math.min(...numbers), max: Math.max(...numbers) });
      }),
    );
  });
});
