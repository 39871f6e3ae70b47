import { areBooleans } from './cell.notations.js';
import type { InferredType } from './column.profile.js';
import type { DistinctCounter } from './distinct.counter.js';

/** What is known of a column; `present` cells are not missing. */
export type ColumnFacts = Readonly<{ present: number; values: DistinctCounter; allNumbers: boolean; allDates: boolean; meanWords: number }>;

const fewValues = 20;
const longLabelWords = 8;

/**
 * Ludwig's rules in their order, but that numbers stay numbers however few, and that a text may repeat: conventional
 * booleans are binary; then numbers, dates; then what repeats and is short is a category, anything else text.
 */
export const inferType = ({ present, values, allNumbers, allDates, meanWords }: ColumnFacts): InferredType => {
  if (present === 0) return 'category';
  if (values.distinct <= fewValues && !values.isLowerBound && areBooleans(values.values())) return 'binary';
  if (allNumbers) return 'number';
  if (allDates) return 'date';
  const { distinct, counted } = values;
  const repeats = distinct <= counted / 2 || (distinct <= fewValues && distinct < counted);
  return repeats && meanWords < longLabelWords ? 'category' : 'text';
};
