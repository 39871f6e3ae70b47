/** How well scores rank the positives above the negatives. `positives[i]` tells whether row i is positive. */
export type Ranked = Readonly<{ scores: ArrayLike<number>; positives: ArrayLike<boolean | number> }>;

/** Counts of positives and negatives among the rows with a score of at least `threshold`, one entry per distinct score, falling. */
export type ThresholdCounts = Readonly<{ threshold: number; truePositives: number; falsePositives: number }>;

export const thresholdCounts = ({ scores, positives }: Ranked): readonly ThresholdCounts[] => {
  const order = Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number),
  );
  const counts: ThresholdCounts[] = [];
  let [truePositives, falsePositives] = [0, 0];
  order.forEach((row, position) => {
    if (positives[row]) truePositives++;
    else falsePositives++;
    const next = order[position + 1];
    const threshold = scores[row] as number;
    if (next === undefined || scores[next] !== threshold) counts.push({ threshold, truePositives, falsePositives });
  });
  return counts;
};

/** Area under the ROC curve, ties counted half; null unless both classes are present. */
export const rocAuc = (ranked: Ranked): number | null => {
  const counts = thresholdCounts(ranked);
  const total = counts.at(-1);
  if (total === undefined || total.truePositives === 0 || total.falsePositives === 0) return null;
  let area = 0;
  let [lastTrue, lastFalse] = [0, 0];
  for (const { truePositives, falsePositives } of counts) {
    area += ((falsePositives - lastFalse) * (truePositives + lastTrue)) / 2;
    [lastTrue, lastFalse] = [truePositives, falsePositives];
  }
  return area / (total.truePositives * total.falsePositives);
};

/** Sum of precision × gain in recall over the thresholds; null without positives. */
export const averagePrecision = (ranked: Ranked): number | null => {
  const counts = thresholdCounts(ranked);
  const positives = counts.at(-1)?.truePositives ?? 0;
  if (positives === 0) return null;
  let [sum, last] = [0, 0];
  for (const { truePositives, falsePositives } of counts) {
    sum += ((truePositives - last) / positives) * (truePositives / (truePositives + falsePositives));
    last = truePositives;
  }
  return sum;
};
