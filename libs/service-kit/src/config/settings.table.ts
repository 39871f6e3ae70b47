import type { Settings } from './load-config.js';

export type SettingDescription = Readonly<{
  variable: string;
  description: string;
  expected: string;
  fallback: string;
}>;

/** Settings as data, in their order; the fallback of a secret is not shown. */
export const describeSettings = (settings: Settings): readonly SettingDescription[] =>
  Object.values(settings).map(({ variable, description, expected, fallback, secret }) => ({
    variable,
    description,
    expected,
    fallback: secret === true ? '' : String(fallback),
  }));

/** The same as a Markdown table, for the documentation to be held against. */
export const settingsTable = (settings: Settings): string =>
  [
    '| Variable | Default | Expected | |',
    '|---|---|---|---|',
    ...describeSettings(settings).map(
      ({ variable, fallback, expected, description }) =>
        `| \`${variable}\` | \`${fallback}\` | ${expected} | ${description} |`,
    ),
  ].join('\n');
