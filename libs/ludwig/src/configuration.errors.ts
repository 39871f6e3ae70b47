import { DomainError } from '@daybook/event-sourcing';

/** `path` is a JSON pointer into the configuration as it was given; `message` says what is allowed there. */
export type ConfigurationProblem = Readonly<{ path: string; message: string; value?: unknown; allowed?: readonly unknown[] }>;

const mostNamed = 20;

/** Everything that is wrong with a configuration, at once. The message names the first 20, `problems` hold all. */
export class InvalidConfiguration extends DomainError {
  readonly code = 'invalid-configuration';

  constructor(readonly problems: readonly ConfigurationProblem[]) {
    const named = problems.slice(0, mostNamed).map(({ path, message }) => `${path === '' ? '/' : path}: ${message}`);
    const more = problems.length > mostNamed ? [`and ${problems.length - mostNamed} more`] : [];
    super([...named, ...more].join('; '));
  }
}
