import { DomainError } from '@daybook/event-sourcing';

/** `line` counts from 1, the header included, and is where the row begins; `column` is a name of the header. */
export type TableProblem = Readonly<{ line: number; column?: string; message: string }>;

/** The CSV is not a table: what is wrong with it, as far as it was read. */
export class InvalidTable extends DomainError {
  readonly code = 'invalid-table';

  constructor(readonly problems: readonly TableProblem[]) {
    super(problems.map(({ line, column, message }) => `line ${line}${column === undefined ? '' : `, column ${JSON.stringify(column)}`}: ${message}`).join('; '));
  }
}
