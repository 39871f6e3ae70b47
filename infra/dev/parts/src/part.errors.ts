import { DomainError } from '@daybook/event-sourcing';

/** The machine lacks a program that a part is installed or run with. */
export class ToolMissing extends DomainError {
  readonly code = 'tool-missing';

  constructor(
    readonly tool: string,
    options?: ErrorOptions,
  ) {
    super(`${tool} is not installed on this machine`, options);
  }
}

/** A program that installs a part has failed; `output` is the end of what it said. */
export class InstallationFailed extends DomainError {
  readonly code = 'installation-failed';

  constructor(
    readonly command: string,
    readonly output: string,
  ) {
    super(`${command} failed: ${output}`);
  }
}

/** A server ended, or said nothing in time, before it was ready; `output` is the end of what it said. */
export class ServerNotReady extends DomainError {
  readonly code = 'server-not-ready';

  constructor(
    readonly part: string,
    readonly reason: string,
    readonly output: string,
  ) {
    super(`${part} ${reason} before it was ready: ${output}`);
  }
}
