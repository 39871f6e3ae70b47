import type { ConfigurationProblem } from '../configuration.errors.js';
import { classProblems } from './class.rules.js';
import { columnProblems, type KnownColumn } from './column.rules.js';
import type { ConfigurationOutline } from './configuration.outline.js';
import { featureProblems } from './feature.rules.js';
import { samplingProblems, splitProblems } from './preprocessing.rules.js';
import { validationProblems } from './validation.rules.js';

/** What no schema can say. */
export const semanticProblems = (outline: ConfigurationOutline, columns: readonly KnownColumn[] | null): readonly ConfigurationProblem[] => [
  ...featureProblems(outline),
  ...splitProblems(outline),
  ...samplingProblems(outline),
  ...validationProblems(outline),
  ...(columns === null ? [] : [...columnProblems(outline, columns), ...classProblems(outline, columns)]),
];
