import { DomainError } from '@daybook/event-sourcing';

/** Not known, and perhaps only not known yet: the facts up to `wanted` have not all been heard. Worth asking again. */
export class MemoryBehind extends DomainError {
  readonly code = 'view-behind';

  constructor(
    readonly service: string,
    readonly wanted: number,
  ) {
    super(`${service} has not heard everything up to position ${wanted} yet`);
  }
}
