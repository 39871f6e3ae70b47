/** One environment variable: how it is read, and what the documentation says of it. */
export type Setting<T> = Readonly<{
  variable: string;
  description: string;
  fallback: T;
  /** What is expected, for people. */
  expected: string;
  /** Its value is shown nowhere. */
  secret?: true;
  /** Undefined for a value that is not as expected. */
  parse: (text: string) => T | undefined;
}>;

type Common = Readonly<{ variable: string; description: string; secret?: true }>;

export const textSetting = (common: Common, fallback: string): Setting<string> => ({
  ...common,
  fallback,
  expected: 'a text that is not empty',
  parse: (text) => (text === '' ? undefined : text),
});

export const integerSetting = (
  common: Common,
  fallback: number,
  [least, most]: readonly [number, number],
): Setting<number> => ({
  ...common,
  fallback,
  expected: `a whole number from ${least} to ${most}`,
  parse: (text) => {
    const value = Number(text);
    return text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most ? value : undefined;
  },
});

export const choiceSetting = <T extends string>(common: Common, fallback: T, choices: readonly T[]): Setting<T> => ({
  ...common,
  fallback,
  expected: `one of ${choices.join(', ')}`,
  parse: (text) => choices.find((choice) => choice === text),
});
