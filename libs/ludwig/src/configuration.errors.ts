import { DomainError } from '@daybook/event-sourcing';

/** `path` is a JSON pointer into the configuration as it was given; `message` says what is allowed there. */
export type ConfigurationProblem = Readonly<{ path: string; message: string; value?: unknown; allowed?: readonly unknown[] }>;

/** Everything that is wrong with a configuration, at once. */
export class InvalidConfiguration extends DomainError {
  readonly code = 'invalid-configuration';

  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(problems.map(({ path, message }) => `${path === '' ? '/' : path}: ${message}`).join('; '));
  }
}
