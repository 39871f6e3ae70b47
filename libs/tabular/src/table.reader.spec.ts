import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf, csvOf, problemsOf, read } from './fixtures/table.fixture.js';
import { InvalidTable, type TableProblem } from './table.errors.js';
import { readTable } from './table.reader.js';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([...part]))));

describe('reading a table', () => {
  it('takes quotes, line breaks, a byte order mark and both kinds of line ends', async () => {
    const { columns, cells, lines } = await read('\ufeffa,b\r\n"x, ""y""","line\nbreak"\r\n,=1+1\nnull,"\\"\n');
    expect(columns).toEqual(['a', 'b']);
    expect(cells).toEqual([['x, "y"', 'line\nbreak'], ['', '=1+1'], ['null', '\\']]);
    expect(lines).toEqual([2, 4, 5]);
  });

  it('needs no line end after the last row, and skips blank lines wherever they are', async () => {
    expect(await read('\n\na,b\n\n1,2\r\n\r\n3,4')).toEqual({ columns: ['a', 'b'], cells: [['1', '2'], ['3', '4']], lines: [5, 7] });
  });

  it('takes a blank line for a missing cell where there is one column', async () => {
    expect((await read('a\n1\n\n2\n')).cells).toEqual([['1'], [''], ['2']]);
  });

  it('leaves cells as they stand: spaces, right-to-left marks, lone carriage returns', async () => {
    const cells = ['  x ', '\u202eabc', 'a\rb', 'é', 'e\u0301', '😀'];
    expect((await read(csvOf([cells.map((_, index) => `c${index}`), cells]))).cells).toEqual([cells]);
  });

  it('names the line and the column of a NUL character, which is a sign of another format', async () => {
    expect(await problemsOf('a,b\n1,2\n3,x\0y\n')).toEqual([{ line: 3, column: 'b', message: 'a NUL character, which no text has' }]);
  });

  it('gives back any table that was written as CSV, wherever its bytes are cut', async () => {
    const cell = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.stringMatching(/^[",\r\n\\ a]{0,6}$/));
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }))
      .map((rows) => rows.map((row) => row.map((text) => Buffer.from(text.replaceAll('\0', '-')).toString())));
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.integer({ min: 1, max: 20 }), async (rows, lineEnd, quoteAll, size) => {
        const header = rows[0]?.map((_, index) => `c${index}`) ?? [];
        expect((await read(csvOf([header, ...rows], { lineEnd, quoteAll }), {}, size)).cells).toEqual(rows);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a table that is malformed', () => {
  it.each<[string, string | Uint8Array, readonly TableProblem[]]>([
    ['an empty file', '', [{ line: 1, message: 'the table is empty; a header line was expected' }]],
    ['a file of blank lines', '\n\n', [{ line: 1, message: 'the table is empty; a header line was expected' }]],
    ['no rows', 'a,b\n', [{ line: 2, message: 'no row after the header' }]],
    ['columns of one name', 'a,b,a\n1,2,3\n', [{ line: 1, column: 'a', message: 'two columns have this name' }]],
    ['columns without a name', 'a,, \n1,2,3\n', [{ line: 1, message: 'column 2 has no name' }, { line: 1, message: 'column 3 has no name' }]],
    ['line ends of a carriage return', 'a,b\r1,2\r', [{ line: 1, message: 'carriage returns alone end no line; line feeds were expected' }]],
    [
      'rows of another width, by the lines where they begin',
      'a,b\n1,2\n3\n"x\ny",2,3\n4,5\n6,7,8\n',
      [
        { line: 3, message: '1 cells where the header has 2' },
        { line: 4, message: '3 cells where the header has 2' },
        { line: 7, message: '3 cells where the header has 2' },
      ],
    ],
    ['a quote that stays open, by where it begins', 'a,b\n1,2\n3,"4\n5,6\n7,8\n', [{ line: 3, message: 'a quote is opened here and never closed' }]],
    ['an open quote in the header', '"a,b\n1,2\n', [{ line: 1, message: 'a quote is opened here and never closed' }]],
    ['a quote inside a cell', 'a,b\n1,5" pipe\n', [{ line: 2, message: expect.stringContaining('double the quotes') as unknown as string }]],
    ['text after a quote', 'a,b\n1,"x"y\n', [{ line: 2, message: expect.stringContaining('after a closing quote') as unknown as string }]],
    ['a malformed row before an open quote', 'a,b\n1\n2,"\n', [{ line: 2, message: '1 cells where the header has 2' }, { line: 3, message: 'a quote is opened here and never closed' }]],
    ['bytes that are not UTF-8', bytes('a,b\n1,2\ncaf', [0xe9], ',1\n'), [{ line: 3, message: 'holds bytes that are not UTF-8' }]],
    ['a character cut at the end', bytes('a,b\n1,', [0xe2, 0x82]), [{ line: 2, message: 'holds bytes that are not UTF-8' }]],
    ['a surrogate in UTF-8', bytes('a\n\ufffd\n', [0xed, 0xa0, 0x80]), [{ line: 3, message: 'holds bytes that are not UTF-8' }]],
    ['an overlong form', bytes('a\n', [0xc0, 0xaf], '\n'), [{ line: 2, message: 'holds bytes that are not UTF-8' }]],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), [{ line: 1, message: 'the table is UTF-16; UTF-8 was expected' }]],
    ['a mark of UTF-16 after the beginning', bytes('\0', [0xfe, 0xff]), [{ line: 1, message: 'holds bytes that are not UTF-8' }]],
  ])('is refused for %s', async (_name, text, expected) => {
    for (const size of [1, 7, 1000]) expect(await problemsOf(text, {}, size)).toEqual(expected);
  });

  it('is refused beyond limits, by name', async () => {
    expect(await problemsOf('a,b,c\n1,2,3\n', { mostColumns: 2 })).toEqual([{ line: 1, message: '3 columns; at most 2 are allowed' }]);
    expect(await problemsOf('a,b\n1,2\n3,45678\n', { mostCellCharacters: 4 })).toEqual([{ line: 3, column: 'b', message: 'a cell of more than 4 characters' }]);
    const [problem] = await problemsOf(`a,b\n1,2\n3,"${'x\n'.repeat(100)}`, { mostRowBytes: 50 });
    expect(problem).toEqual({ line: 3, message: 'a row of more than 50 bytes; is a quote never closed?' });
  });

  it('is told twenty problems and not read any further', async () => {
    let pieces = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,b\n');
      for (;;) {
        pieces += 1;
        yield Buffer.from('1\n'.repeat(10));
      }
    }
    const error: unknown = await (async () => {
      for await (const row of (await readTable(endless())).rows) expect(row).toBeUndefined();
    })().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidTable);
    const { problems } = error as InvalidTable;
    expect(problems.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    expect(pieces).toBeLessThan(100);
  });

  it('is told so for any bytes, in no other way', async () => {
    const near = fc.array(fc.constantFrom('"', ',', '\n', '\r', 'a', '\ufeff', '\u0000', '€'), { maxLength: 60 }).map((parts) => Buffer.from(parts.join('')));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), near), fc.integer({ min: 1, max: 9 }), async (content, size) => {
        const outcome: unknown = await read(content, {}, size).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(InvalidTable);
        else expect(outcome).toMatchObject({ cells: expect.any(Array) });
      }),
      { numRuns: 500 },
    );
  });

  it('is no table of another kind because of how its bytes came', async () => {
    const telling = fc.constantFrom(0x00, 0x0a, 0x22, 0x2c, 0x61, 0x80, 0xbb, 0xbf, 0xc3, 0xe2, 0xef, 0xf0, 0xfe, 0xff);
    const near = fc.array(telling, { maxLength: 12 }).map((content) => Uint8Array.from(content));
    await fc.assert(
      fc.asyncProperty(fc.oneof(near, fc.uint8Array({ maxLength: 100 })), fc.integer({ min: 1, max: 9 }), async (content, size) => {
        const outcomeOf = (pieces: number): Promise<unknown> => read(content, {}, pieces).catch((error: unknown) => (error as InvalidTable).problems);
        expect(await outcomeOf(size)).toEqual(await outcomeOf(1000));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a table that streams', () => {
  /** Rows without end, and what became of them. */
  const endless = () => {
    const seen = { bytes: 0, closed: false };
    async function* content(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from('a,b\n');
        for (;;) {
          const piece = Buffer.from('1,2\n'.repeat(4096));
          seen.bytes += piece.length;
          yield piece;
        }
      } finally {
        seen.closed = true;
      }
    }
    return { seen, content: content() };
  };
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

  it('is read no faster than its rows are taken', async () => {
    const { seen, content } = endless();
    const { rows } = await readTable(content);
    let count = 0;
    for await (const row of rows) {
      count += row.cells.length / 2;
      if (count % 1000 === 0) await settled();
      if (count === 10_000) break;
    }
    expect(seen.bytes).toBeLessThan(10_000 * 4 + 1_000_000);
  });

  it('is closed when its reader leaves early, and when its header is refused', async () => {
    const { seen, content } = endless();
    const { rows } = await readTable(content);
    for await (const row of rows) if (row.line > 5) break;
    await settled();
    expect(seen.closed).toBe(true);
    const refused = endless();
    await expect(readTable(refused.content, { mostColumns: 1 })).rejects.toBeInstanceOf(InvalidTable);
    await settled();
    expect(refused.seen.closed).toBe(true);
  });

  it('fails as its content does', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,b\n1,2\n');
      throw new Error('the store has gone');
    }
    const all = async (): Promise<void> => {
      for await (const row of (await readTable(broken())).rows) expect(row.cells).toEqual(['1', '2']);
    };
    await expect(all()).rejects.toThrow('the store has gone');
  });

  it('may come as one chunk of any size', async () => {
    const text = `a,b\n${'1,€\n'.repeat(100_000)}`;
    const { rows } = await readTable(bytesOf(text, Infinity));
    let count = 0;
    for await (const { cells } of rows) count += cells[1] === '€' ? 1 : 0;
    expect(count).toBe(100_000);
  });
});
