import { DomainError } from '@daybook/event-sourcing';
import type { Setting } from './setting.js';

export type Settings = Readonly<Record<string, Setting<never> | Setting<string> | Setting<number>>>;
export type ConfigOf<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };
export type SettingProblem = Readonly<{ variable: string; value: string; expected: string }>;

export class InvalidConfig extends DomainError {
  readonly code = 'invalid-config';

  constructor(readonly problems: readonly SettingProblem[]) {
    super(
      problems
        .map(({ variable, value, expected }) => `${variable}=${value} is not valid: expected ${expected}`)
        .join('\n'),
    );
  }
}

/** Whatever is expected: an address that was put into the wrong variable may carry a password. */
const withoutCredentials = (text: string): string => text.replace(/^([^@]*?:\/\/)?.*@/s, '$1[secret]@');

const isOurs = (variable: string): boolean => variable.startsWith('DAYBOOK_');

/** Reads all settings; a variable with our prefix that no setting knows is refused too: it would silently do nothing. @throws InvalidConfig */
export const loadConfig = <S extends Record<string, Setting<never> | Setting<string> | Setting<number>>>(
  settings: S,
  env: NodeJS.ProcessEnv,
  alsoKnown: readonly string[] = [],
): ConfigOf<S> => {
  const problems: SettingProblem[] = [];
  const entries = Object.entries(settings).map(([key, setting]) => {
    const { variable, parse, fallback, expected, secret } = setting as Setting<unknown>;
    const text = env[variable];
    if (text === undefined) return [key, fallback];
    const value = parse(text);
    if (value === undefined) problems.push({ variable, value: secret === true ? '[secret]' : withoutCredentials(text), expected });
    return [key, value];
  });
  const known = new Set([...alsoKnown, ...Object.values(settings).map(({ variable }) => variable)]);
  for (const variable of Object.keys(env).filter(isOurs)) {
    if (!known.has(variable))
      problems.push({ variable, value: withoutCredentials(env[variable] ?? ''), expected: `one of ${[...known].join(', ')}` });
  }
  if (problems.length > 0) throw new InvalidConfig(problems);
  return Object.freeze(Object.fromEntries(entries)) as ConfigOf<S>;
};
