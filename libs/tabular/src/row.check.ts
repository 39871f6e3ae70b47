import { InvalidTable, type TableProblem } from './table.errors.js';
import type { TableLimits } from './table.limits.js';

/** Cells as they stand, `''` for missing; `line` is where the row begins, counted from 1. */
export type TableRow = Readonly<{ line: number; cells: readonly string[] }>;

/** Looks at every record as it is parsed, the header first, and gathers what is wrong with them. */
export class RowCheck {
  readonly problems: TableProblem[] = [];
  private columns: readonly string[] | null = null;
  private lastLine = 0;
  private hasRefused = false;

  constructor(private readonly limits: TableLimits) {}

  /** Where the record begins that is being parsed. */
  get line(): number {
    return this.lastLine + 1;
  }

  /** Whether the check itself has ended the reading. */
  get refused(): boolean {
    return this.hasRefused;
  }

  /** The row, or null for none: a blank line, a malformed row, or any row after one. @throws InvalidTable */
  accept(cells: readonly string[], lastLine: number): TableRow | null {
    const { line } = this;
    this.lastLine = lastLine;
    // In a table of one column, a blank line is a row whose cell is missing.
    if (cells.length === 1 && cells[0] === '' && this.columns?.length !== 1) return null;
    if (this.columns === null) return this.acceptHeader(cells, line);
    this.problems.push(...problemsOf(cells, { line, columns: this.columns, limits: this.limits }));
    if (this.problems.length >= this.limits.mostProblems) throw this.refuse();
    return this.problems.length === 0 ? { line, cells } : null;
  }

  /** Everything gathered, with what ended the reading. */
  refusal(last: readonly TableProblem[] = []): InvalidTable {
    return new InvalidTable([...this.problems, ...last].slice(0, this.limits.mostProblems));
  }

  private acceptHeader(cells: readonly string[], line: number): TableRow {
    this.columns = cells;
    this.problems.push(...headerProblems(cells, line, this.limits));
    if (this.problems.length > 0) throw this.refuse();
    return { line, cells };
  }

  private refuse(): InvalidTable {
    this.hasRefused = true;
    return this.refusal();
  }
}

type Expected = Readonly<{ line: number; columns: readonly string[]; limits: TableLimits }>;

const problemsOf = (cells: readonly string[], { line, columns, limits }: Expected): readonly TableProblem[] => {
  if (cells.length !== columns.length) return [{ line, message: `${cells.length} cells where the header has ${columns.length}` }];
  const wrong = cells.findIndex((cell) => cell.length > limits.mostCellCharacters || cell.includes('\0'));
  const column = columns[wrong];
  if (column === undefined) return [];
  const isLong = (cells[wrong]?.length ?? 0) > limits.mostCellCharacters;
  return [{ line, column, message: isLong ? `a cell of more than ${limits.mostCellCharacters} characters` : 'a NUL character, which no text has' }];
};

const headerProblems = (columns: readonly string[], line: number, { mostColumns }: TableLimits): readonly TableProblem[] => {
  if (columns.length > mostColumns) return [{ line, message: `${columns.length} columns; at most ${mostColumns} are allowed` }];
  if (columns.some((name) => name.includes('\r'))) return [{ line, message: 'carriage returns alone end no line; line feeds were expected' }];
  const seen = new Set<string>();
  return columns.flatMap((name, index): readonly TableProblem[] => {
    if (name.trim() === '') return [{ line, message: `column ${index + 1} has no name` }];
    if (seen.has(name)) return [{ line, column: name, message: 'two columns have this name' }];
    seen.add(name);
    return [];
  });
};
