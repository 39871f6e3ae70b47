import type { ConfigurationProblem } from '../configuration.errors.js';
import { pointerStep } from '../schema/json-pointer.js';
import { nearest } from '../schema/nearest.js';
import type { KnownColumn } from './column.rules.js';
import type { ConfigurationOutline, OutlinedFeature } from './configuration.outline.js';

/** Weights are of classes that the target has. Where its classes are not all known, training looks. */
export const classProblems = ({ outputs }: ConfigurationOutline, columns: readonly KnownColumn[]): readonly ConfigurationProblem[] => {
  const byName = new Map(columns.map((column) => [column.name, column.classes]));
  return outputs.flatMap((output) => {
    const classes = output.type === 'category' ? byName.get(output.column ?? '') : undefined;
    return classes === undefined ? [] : unknownClasses(output, classes);
  });
};

const unknownClasses = ({ path, column, weighed, lowercase }: OutlinedFeature, classes: readonly string[]): readonly ConfigurationProblem[] => {
  const labels = [...new Set(classes.map((value) => (lowercase ? value.trim().toLowerCase() : value.trim())))];
  return weighed
    .filter((label) => !labels.includes(label))
    .map((label) => {
      const near = nearest(label, labels);
      const message = `column ${JSON.stringify(column)} has no such class${near === null ? '' : ` (did you mean ${near}?)`}; it has ${labels.join(', ')}`;
      return { path: `${path}/loss/class_weights${pointerStep(label)}`, value: label, message, allowed: labels };
    });
};
