import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { inSlices } from './in-slices.js';
import { RowCheck, type TableRow } from './row.check.js';
import { InvalidTable } from './table.errors.js';
import { defaultLimits, type TableLimits } from './table.limits.js';
import { validUtf8 } from './utf8.check.js';

/** Names of the header in their order, and the rows, which can be gone through once. */
export type Table = Readonly<{ columns: readonly string[]; rows: AsyncIterable<TableRow> }>;

type Rows = Readonly<{ iterator: AsyncIterator<TableRow>; check: RowCheck; limits: TableLimits }>;

/**
 * Reads CSV (RFC 4180, UTF-8 with or without a byte order mark, header line) as it comes, no faster than its rows are taken
 * and without keeping them or the process from other work. Lines may end in LF or CRLF; blank ones are skipped. Malformed rows are gathered, named by
 * line, and end the reading. Go through `rows`, or leave them early: until then the content stays open.
 * @throws InvalidTable here for the header and what comes with it, from `rows` for the rest; and what the content throws
 */
export const readTable = async (content: AsyncIterable<Uint8Array>, given: Partial<TableLimits> = {}): Promise<Table> => {
  const limits = { ...defaultLimits, ...given };
  const check = new RowCheck(limits);
  const parser = parse({
    bom: true,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n'],
    max_record_size: limits.mostRowBytes,
    // The parser hands on whatever this answers; its types know of lists only.
    on_record: (record, { lines }) => check.accept(record, lines) as unknown as string[] | null,
  });
  // Errors reach whoever reads the parser, and an end of the reading ends the content.
  pipeline(Readable.from(validUtf8(inSlices(content))), parser, () => undefined);
  const rows: Rows = { iterator: (parser as AsyncIterable<TableRow>)[Symbol.asyncIterator](), check, limits };
  const header = await next(rows);
  if (header === null) throw new InvalidTable([{ line: 1, message: 'the table is empty; a header line was expected' }]);
  return { columns: header.cells, rows: rowsOf(rows) };
};

async function* rowsOf(rows: Rows): AsyncGenerator<TableRow> {
  let row = await next(rows);
  if (row === null && rows.check.problems.length === 0) throw new InvalidTable([{ line: rows.check.line, message: 'no row after the header' }]);
  try {
    for (; row !== null; row = await next(rows)) yield row;
  } finally {
    await rows.iterator.return?.();
  }
  if (rows.check.problems.length > 0) throw rows.check.refusal();
}

const next = async ({ iterator, check, limits }: Rows): Promise<TableRow | null> => {
  try {
    const { done, value } = await iterator.next();
    return done === true ? null : value;
  } catch (error) {
    // The check's own refusal names what it has gathered already.
    if (error instanceof InvalidTable) throw check.refused ? error : check.refusal(error.problems);
    if (error instanceof CsvError) throw check.refusal([{ line: check.line, message: inWords(error, limits) }]);
    throw error;
  }
};

const inWords = ({ code, message }: CsvError, { mostRowBytes }: TableLimits): string => {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened here and never closed';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote inside a cell that does not begin with one; quote the whole cell and double the quotes in it';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text after a closing quote; a comma or the end of the line was expected, or a doubled quote';
    case 'CSV_MAX_RECORD_SIZE':
      return `a row of more than ${mostRowBytes} bytes; is a quote never closed?`;
    default:
      return message;
  }
};
