import type { CalibrationBin, HistogramBin } from './visualization.types.js';

const BINS = 20;
const CALIBRATION_BINS = 10;

/** Equal bins over the range of the values, or over the range given. */
export const histogram = (values: ArrayLike<number>, range?: readonly [number, number]): readonly HistogramBin[] => {
  const [low, high] = range ?? extent(values);
  if (low === high) return [{ from: low, to: high, count: values.length }];
  const counts = new Array<number>(BINS).fill(0);
  for (let i = 0; i < values.length; i++) counts[binOf(values[i] as number, low, high, BINS)]!++;
  const edge = (index: number) => low + ((high - low) * index) / BINS;
  return counts.map((count, index) => ({ from: edge(index), to: edge(index + 1), count }));
};

const extent = (values: ArrayLike<number>): readonly [number, number] => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++)
    [low, high] = [Math.min(low, values[i] as number), Math.max(high, values[i] as number)];
  return [low, high];
};

const binOf = (value: number, low: number, high: number, bins: number): number =>
  Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins)));

/** Reliability of probabilities: `outcomes[i]` is 1 where what `probabilities[i]` foretold came true. */
export const calibration = (
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): readonly CalibrationBin[] => {
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ count: 0, predicted: 0, observed: 0 }));
  for (let i = 0; i < probabilities.length; i++) {
    const bin = bins[binOf(probabilities[i] as number, 0, 1, CALIBRATION_BINS)];
    if (bin === undefined) continue;
    bin.count++;
    bin.predicted += probabilities[i] as number;
    bin.observed += outcomes[i] as number;
  }
  return bins.map(({ count, predicted, observed }, index) => ({
    from: index / CALIBRATION_BINS,
    to: (index + 1) / CALIBRATION_BINS,
    count,
    predicted: count === 0 ? null : predicted / count,
    observed: count === 0 ? null : observed / count,
  }));
};
