import type { ConfigurationProblem } from '../configuration.errors.js';
import type { ConfigurationOutline } from './configuration.outline.js';

const tolerance = 1e-6;

/** Parts of a split are fractions of one whole, and training and validation need rows. */
export const splitProblems = ({ split: { probabilities } }: ConfigurationOutline): readonly ConfigurationProblem[] => {
  if (probabilities === null) return [];
  const problem = (message: string): readonly ConfigurationProblem[] => [{ path: '/preprocessing/split/probabilities', value: probabilities, message }];
  const sum = probabilities.reduce((total, part) => total + part, 0);
  if (!(Math.abs(sum - 1) <= tolerance)) return problem(`must sum to 1, not ${Number(sum.toPrecision(12))}`);
  if (probabilities[0] === 0) return problem('must give training, the first part, more than 0');
  if (probabilities[1] === 0) return problem('must give validation, the second part, more than 0: the best checkpoint is chosen by it');
  return [];
};

/** Balancing compares two classes, and more of one is less of the other. */
export const samplingProblems = ({ oversampling, undersampling, outputs }: ConfigurationOutline): readonly ConfigurationProblem[] => {
  const asked = [
    { path: '/preprocessing/oversample_minority', value: oversampling },
    { path: '/preprocessing/undersample_majority', value: undersampling },
  ].filter(({ value }) => value !== null);
  if (asked.length === 2) return asked.slice(1).map((each) => ({ ...each, message: 'cannot be combined with oversample_minority' }));
  const single = outputs.length === 1 && outputs[0]?.type === 'binary';
  return single ? [] : asked.map((each) => ({ ...each, message: 'needs a single output of type binary' }));
};
