import type { MetricValues } from './evaluation.types.js';

/**
 * In the target's own unit. `r2` is null for constant targets. Percentage errors are fractions, taken over the rows whose
 * target is not 0 and null where there is none.
 */
export const numberMetrics = (predictions: ArrayLike<number>, truths: ArrayLike<number>): MetricValues => {
  const rows = truths.length;
  const mean = Array.from(truths).reduce((sum, truth) => sum + truth, 0) / rows;
  let [absolute, squared, spread, percentage, squaredPercentage, nonZero] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const truth = truths[row] as number;
    const error = (predictions[row] as number) - truth;
    absolute += Math.abs(error);
    squared += error ** 2;
    spread += (truth - mean) ** 2;
    if (truth === 0) continue;
    percentage += Math.abs(error / truth);
    squaredPercentage += (error / truth) ** 2;
    nonZero++;
  }
  return {
    mean_absolute_error: absolute / rows,
    mean_squared_error: squared / rows,
    root_mean_squared_error: Math.sqrt(squared / rows),
    r2: spread === 0 ? null : 1 - squared / spread,
    mean_absolute_percentage_error: nonZero === 0 ? null : percentage / nonZero,
    root_mean_squared_percentage_error: nonZero === 0 ? null : Math.sqrt(squaredPercentage / nonZero),
  };
};
