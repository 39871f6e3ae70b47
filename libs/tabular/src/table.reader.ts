import { Readable, pipeline } from 'node:stream';
import { CsvError, parse, type Info } from 'csv-parse';
import { InvalidTable, type TableProblem } from './table.errors.js';

/** Cells as they stand, `''` for missing; `line` is where the row ends. */
export type TableRow = Readonly<{ line: number; cells: readonly string[] }>;
export type Table = Readonly<{ columns: readonly string[]; rows: AsyncIterable<TableRow> }>;

const mostProblems = 20;
const mostColumns = 2000;
const longestRecord = 4 * 1024 * 1024;
type Parsed = { record: string[]; info: Info };

/**
 * Reads CSV (RFC 4180, UTF-8, header line) as it comes; rows are not kept. Malformed rows are gathered, named by line,
 * and end the reading. @throws InvalidTable here for the header, from `rows` for the rest
 */
export const readTable = async (content: AsyncIterable<Uint8Array>): Promise<Table> => {
  const parser = parse({ bom: true, info: true, relax_column_count: true, record_delimiter: ['\r\n', '\n'], skip_empty_lines: true, max_record_size: longestRecord });
  const source = Readable.from(validUtf8(content));
  // Errors reach whoever reads the parser.
  pipeline(source, parser, () => undefined);
  const records = (parser as AsyncIterable<Parsed>)[Symbol.asyncIterator]();
  const header = await next(records);
  if (header === null) throw new InvalidTable([{ line: 1, message: 'the table is empty; a header line was expected' }]);
  const columns = header.record;
  checkHeader(columns);
  return { columns, rows: rowsOf(records, columns.length) };
};

async function* rowsOf(records: AsyncIterator<Parsed>, width: number): AsyncGenerator<TableRow> {
  const problems: TableProblem[] = [];
  let count = 0;
  try {
    for (let parsed = await next(records); parsed !== null && problems.length < mostProblems; parsed = await next(records)) {
      const { record, info } = parsed;
      count += 1;
      if (record.length === width) {
        if (problems.length === 0) yield { line: info.lines, cells: record };
      } else {
        problems.push({ line: info.lines, message: `${record.length} cells where the header has ${width}` });
      }
    }
  } catch (error) {
    if (!(error instanceof InvalidTable)) throw error;
    problems.push(...error.problems);
  } finally {
    await records.return?.();
  }
  if (problems.length > 0) throw new InvalidTable(problems);
  if (count === 0) throw new InvalidTable([{ line: 2, message: 'there are no rows below the header' }]);
}

const next = async (records: AsyncIterator<Parsed>): Promise<Parsed | null> => {
  try {
    const { done, value } = await records.next();
    return done === true ? null : value;
  } catch (error) {
    if (error instanceof CsvError) throw new InvalidTable([{ line: Number(error['lines'] ?? 1), message: error.message }]);
    throw error;
  }
};

const checkHeader = (columns: readonly string[]): void => {
  const problems: TableProblem[] = [];
  const at = (message: string): number => problems.push({ line: 1, message });
  if (columns.length > mostColumns) at(`${columns.length} columns; at most ${mostColumns} are allowed`);
  const seen = new Set<string>();
  for (const [index, name] of columns.entries()) {
    if (name.trim() === '') at(`column ${index + 1} has no name`);
    if (seen.has(name)) at(`two columns are named ${JSON.stringify(name)}`);
    seen.add(name);
  }
  if (problems.length > 0) throw new InvalidTable(problems.slice(0, mostProblems));
};

async function* validUtf8(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 1;
  for await (const chunk of content) {
    const text = decode(decoder, chunk, line);
    line += text.split('\n').length - 1;
    if (text !== '') yield text;
  }
  yield decode(decoder, new Uint8Array(), line, true);
}

const decode = (decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array, line: number, last = false): string => {
  try {
    return decoder.decode(chunk, { stream: !last });
  } catch {
    const clean = new TextDecoder().decode(chunk).split('\u{fffd}')[0] ?? '';
    throw new InvalidTable([{ line: line + clean.split('\n').length - 1, message: 'bytes that are not UTF-8' }]);
  }
};
