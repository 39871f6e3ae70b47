import type { OutputFeature } from '@daybook/ludwig';
import { TrainingFailed } from '../training.errors.js';
import { labelOf } from './category.codec.js';
import type { Cells } from './cells.types.js';

const MAX_NAMED = 20;

/**
 * A weight of a class that the whole column does not hold is a mistake that would train another model than was meant;
 * one that only the rows left out hold is none. @throws TrainingFailed class-unknown
 */
export const refuseUnknownClasses = (output: OutputFeature, { values }: Cells): void => {
  if (output.type !== 'category' || output.loss.class_weights === null) return;
  const { lowercase } = output.preprocessing;
  const labels = new Set(values.flatMap((cell) => (cell === null ? [] : [labelOf(cell, lowercase)])));
  const unknown = Object.keys(output.loss.class_weights).filter((label) => !labels.has(label));
  if (unknown.length === 0) return;
  throw new TrainingFailed(
    'class-unknown',
    `class_weights of "${output.name}" name ${listed(unknown)}, which column "${output.column}" does not hold. It holds ${listed([...labels])}.`,
  );
};

const listed = (labels: readonly string[]): string => {
  const named = labels.slice(0, MAX_NAMED).map((label) => JSON.stringify(label));
  return `${named.join(', ')}${labels.length > MAX_NAMED ? ` and ${labels.length - MAX_NAMED} more` : ''}`;
};
