const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const date = /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const longestNotation = 64;

/** Plain decimal notation, finite; null for anything else, such as `1,5`, `12 kg` or `NaN`. */
export const numberOf = (cell: string): number | null => {
  if (cell.length > longestNotation || !number.test(cell.trim())) return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
};

/** ISO 8601 dates with or without time, as milliseconds of the wall clock; null for other notations and days that do not exist. */
export const dateOf = (cell: string): number | null => {
  const match = cell.length > longestNotation ? null : date.exec(cell.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const exists = new Date(time).getUTCMonth() === month - 1 && hour < 24 && minute < 60 && second < 60;
  return exists ? time : null;
};

const pairs = ['true false', 't f', 'yes no', 'y n', '1 0', '1.0 0.0', 'on off'].map((pair) => new Set(pair.split(' ')));

/** Whether these are the two words of a conventional boolean, in whatever case. */
export const areBooleans = (values: readonly string[]): boolean => {
  const words = new Set(values.map((value) => value.trim().toLowerCase()));
  return words.size === 2 && pairs.some((pair) => [...words].every((word) => pair.has(word)));
};

/** Words as white space parts them. */
export const wordsIn = (cell: string): number => cell.match(/\S+/g)?.length ?? 0;
