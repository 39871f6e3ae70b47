import { DomainError } from '@daybook/event-sourcing';

/** `line` counts from 1, the header included. */
export type TableProblem = Readonly<{ line: number; message: string }>;

/** The CSV is not a table. */
export class InvalidTable extends DomainError {
  readonly code = 'invalid-table';

  constructor(readonly problems: readonly TableProblem[]) {
    super(problems.map(({ line, message }) => `line ${line}: ${message}`).join('; '));
  }
}
