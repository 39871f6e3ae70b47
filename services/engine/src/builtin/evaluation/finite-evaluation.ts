import { TrainingFailed } from '../training.errors.js';
import type { EvaluationReport } from './evaluation.types.js';

/** Metrics that are defined for any answers; others may be null for want of a class or of variation. */
const ALWAYS_DEFINED = ['loss', 'mean_squared_error'];

/** A model whose answers are no numbers is none, however well its training went. @throws TrainingFailed training-diverged */
export const refuseNonFinite = ({ parts, bestEpoch }: EvaluationReport): void => {
  for (const [part, evaluation] of Object.entries(parts)) {
    for (const [output, metrics] of Object.entries(evaluation?.metrics ?? {})) {
      const lost = ALWAYS_DEFINED.find((name) => Object.hasOwn(metrics, name) && metrics[name] === null);
      if (lost === undefined) continue;
      throw new TrainingFailed(
        'training-diverged',
        `The model of epoch ${bestEpoch} answers the ${part} rows with numbers that overflow: ${lost} of "${output}" is not finite. Look for outliers in the inputs, or normalise the target otherwise.`,
        'evaluating',
      );
    }
  }
};
