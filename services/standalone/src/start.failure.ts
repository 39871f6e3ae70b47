import { DomainError } from '@daybook/event-sourcing';

/** What is said when it cannot start: a sentence for what an operator can mend, the whole error for what is ours to mend. */
export const startFailure = (error: unknown): unknown => {
  if (error instanceof DomainError) return error.message;
  // Of the operating system: a port in use, a directory that is a file or nobody's to write in.
  if (error instanceof Error && 'syscall' in error) return `Daybook cannot start: ${error.message}`;
  return error;
};
