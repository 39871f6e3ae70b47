import type { DatePreprocessing } from '@daybook/ludwig';
import { TrainingFailed } from '../training.errors.js';
import type { Cells, EncodedFeature } from './cells.types.js';
import { mostFrequent, parseColumn } from './parse-column.js';

/** `has_time`: some training cell has an hour; without it the hour's sine and cosine are left out. */
export type DateMetadata = Readonly<{
  type: 'date';
  year_mean: number;
  year_std: number;
  has_time: boolean;
  /** Null or empty: a missing date is encoded as all zeros, the middle of every part. */
  computed_fill_value: string | null;
}>;

/** Parts of the wall clock as written; an offset is read and left out of account. */
export type DateParts = Readonly<{ year: number; month: number; day: number; hour: number; timeMs: number }>;

const ISO = /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const DAY_MS = 86_400_000;

/** ISO 8601 dates with or without time; undefined for other notations and for days that do not exist. */
export const parseDate = (cell: string): DateParts | undefined => {
  const match = ISO.exec(cell.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const timeMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(timeMs);
  const exists =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists ? { year, month, day, hour: hour + minute / 60, timeMs } : undefined;
};

export const EXPECTED_DATE = 'a date such as 2024-05-31 or 2024-05-31T09:30:00Z';

export const fitDate = (preprocessing: DatePreprocessing, cells: Cells): DateMetadata => {
  const parsed = parseColumn(cells, parseDate, EXPECTED_DATE).filter((parts) => parts !== null);
  if (parsed.length === 0)
    throw new TrainingFailed('column-empty', `Column "${cells.column}" holds no date in the training rows.`);
  const years = parsed.map((parts) => parts.year);
  const year_mean = years.reduce((sum, year) => sum + year, 0) / years.length;
  const year_std = Math.sqrt(years.reduce((sum, year) => sum + (year - year_mean) ** 2, 0) / years.length);
  return {
    type: 'date',
    year_mean,
    year_std,
    has_time: parsed.some((parts) => parts.hour > 0),
    computed_fill_value: fillValue(preprocessing, cells),
  };
};

const fillValue = (
  { missing_value_strategy: strategy, fill_value }: DatePreprocessing,
  cells: Cells,
): string | null => {
  switch (strategy) {
    case 'drop_row':
      return null;
    case 'fill_with_const':
      if (fill_value !== '' && parseDate(fill_value) === undefined)
        throw new TrainingFailed(
          'strategy-unfit',
          `Column "${cells.column}": fill_value ${JSON.stringify(fill_value)} is not a date.`,
        );
      return fill_value;
    case 'fill_with_mode':
    case 'bfill':
    case 'ffill':
      return mostFrequent(cells.values) ?? '';
    case 'fill_with_mean':
    case 'fill_with_false':
      throw new TrainingFailed(
        'strategy-unfit',
        `Column "${cells.column}" holds dates, which ${strategy} cannot fill.`,
      );
  }
};

export const encodeDate = (metadata: DateMetadata, cells: Cells): EncodedFeature => {
  const fill = parseDate(metadata.computed_fill_value ?? '');
  const rows = parseColumn(cells, parseDate, EXPECTED_DATE).map((parts) => parts ?? fill);
  const width = metadata.has_time ? 11 : 9;
  const values = new Float32Array(rows.length * width);
  rows.forEach((parts, row) => parts && values.set(partsOf(metadata, parts), row * width));
  return { kind: 'dense', width, values };
};

const partsOf = (
  { year_mean, year_std, has_time }: DateMetadata,
  { year, month, day, hour, timeMs }: DateParts,
): readonly number[] => {
  const dayOfYear = (Math.floor(timeMs / DAY_MS) * DAY_MS - Date.UTC(year, 0, 1)) / DAY_MS;
  const weekday = new Date(timeMs).getUTCDay();
  return [
    year_std > 0 ? (year - year_mean) / year_std : 0,
    ...cyclic((month - 1) / 12),
    ...cyclic((day - 1) / 31),
    ...cyclic(weekday / 7),
    ...cyclic(dayOfYear / 365.25),
    ...(has_time ? cyclic(hour / 24) : []),
  ];
};

const cyclic = (fraction: number): readonly [number, number] => [
  Math.sin(2 * Math.PI * fraction),
  Math.cos(2 * Math.PI * fraction),
];
