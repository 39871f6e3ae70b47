import type { ClassificationStatistics, Predictions } from '../evaluation/evaluation.types.js';
import { averagePrecision, rocAuc, thresholdCounts, type Ranked } from '../evaluation/ranking.js';
import { thin } from './thinning.js';
import { heightsOfRoc, precisionRecallPoints, precisionsAt, rocPoints } from './threshold-curves.js';
import type { CategoryCurves, Point } from './visualization.types.js';

export const MAX_CLASSES = 10;
const POINTS = 100;
/** Rows × classes that the micro average looks at. */
const MOST_PAIRS = 1_000_000;
const GRID = Array.from({ length: POINTS }, (_, index) => index / (POINTS - 1));

type Answers = Extract<Predictions, { type: 'category' }>;
type Kind = Readonly<{
  area(ranked: Ranked): number | null;
  points(counts: ReturnType<typeof thresholdCounts>): readonly Point[];
  heights(curve: readonly Point[], grid: readonly number[]): readonly number[];
}>;

const roc: Kind = { area: rocAuc, points: rocPoints, heights: heightsOfRoc };
const precisionRecall: Kind = { area: averagePrecision, points: precisionRecallPoints, heights: precisionsAt };

/** One class against all others, for the most frequent classes, and averages over all classes that a curve is defined for. */
export const categoryCurves = (
  answers: Answers,
  truths: Float64Array,
  { labels }: Pick<ClassificationStatistics, 'labels'>,
): Readonly<{ roc_curves: CategoryCurves; precision_recall_curves: CategoryCurves }> => {
  const frequencies = labels.map((_, label) => truths.reduce((count, truth) => count + Number(truth === label), 0));
  const order = [...labels.keys()].sort((a, b) => (frequencies[b] as number) - (frequencies[a] as number) || a - b);
  const pooled = pooledPairs(answers, truths);
  const curvesOf = (kind: Kind): CategoryCurves => {
    const defined = order.flatMap((label) => {
      const ranked = oneAgainstAll(answers, truths, label);
      const area = kind.area(ranked);
      if (area === null) return [];
      const points = kind.points(thresholdCounts(ranked));
      const curve = { label: labels[label] as string, frequency: frequencies[label] as number, area, points: thin(points, POINTS) };
      return [{ curve, heights: kind.heights(points, GRID) }];
    });
    return {
      classes: defined.slice(0, MAX_CLASSES).map(({ curve }) => curve),
      left_out: labels.length - Math.min(MAX_CLASSES, defined.length),
      macro: { area: mean(defined.map(({ curve }) => curve.area)), points: meanCurve(defined, kind) },
      micro: { area: kind.area(pooled), points: thin(kind.points(thresholdCounts(pooled)), POINTS) },
    };
  };
  return { roc_curves: curvesOf(roc), precision_recall_curves: curvesOf(precisionRecall) };
};

const oneAgainstAll = ({ probabilities, classes }: Answers, truths: Float64Array, label: number): Ranked => ({
  scores: truths.map((_, row) => probabilities[row * classes + label] as number),
  positives: Array.from(truths, (truth) => truth === label),
});

/** Every probability of every row, a true one where it is that of the row's class; of rows at even distances where there are too many. */
const pooledPairs = ({ probabilities, classes }: Answers, truths: Float64Array): Ranked => {
  const rows = thin([...truths.keys()], Math.max(2, Math.floor(MOST_PAIRS / classes)));
  return {
    scores: rows.flatMap((row) => Array.from(probabilities.subarray(row * classes, (row + 1) * classes))),
    positives: rows.flatMap((row) => Array.from({ length: classes }, (_, label) => label === truths[row])),
  };
};

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const meanCurve = (curves: readonly Readonly<{ heights: readonly number[] }>[], kind: Kind): readonly Point[] => {
  if (curves.length === 0) return [];
  const averaged = GRID.map((x, index) => ({ x, y: mean(curves.map(({ heights }) => heights[index] as number)) as number }));
  return kind === roc ? [{ x: 0, y: 0 }, ...averaged] : averaged;
};
