/**
 * Mean and sample standard deviation of five test results of untuned scikit-learn 1.5.2 models, on 80/20 splits drawn
 * by scikit-learn: the same protocol, not the same rows.
 */
export type Reference = Readonly<{ model: string; mean: number; deviation: number }>;

export type BaselineTask = Readonly<{
  title: string;
  /** Files in `examples/data` and `examples/configurations`, without their endings. */
  dataset: string;
  configuration: string;
  target: string;
  /** Splits keep the ratio of the target's values. */
  stratified: boolean;
  metric: 'roc_auc' | 'accuracy_micro' | 'r2';
  /** How far the engine's mean may stay behind the MLP's. */
  tolerance: number;
  references: readonly Reference[];
}>;

const references = (
  chance: number,
  linear: readonly [number, number],
  boosting: readonly [number, number],
  mlp: readonly [number, number],
): readonly Reference[] => [
  { model: 'majority or mean', mean: chance, deviation: 0 },
  { model: 'linear', mean: linear[0], deviation: linear[1] },
  { model: 'gradient boosting', mean: boosting[0], deviation: boosting[1] },
  { model: 'MLP (64, 32)', mean: mlp[0], deviation: mlp[1] },
];

export const baselineTasks: readonly BaselineTask[] = [
  {
    title: 'birdstrikes → damaged',
    dataset: 'birdstrikes',
    configuration: 'birdstrikes-damaged',
    target: 'damaged',
    stratified: true,
    metric: 'roc_auc',
    tolerance: 0.02,
    references: references(0.5, [0.8072, 0.0085], [0.8058, 0.0094], [0.8071, 0.0074]),
  },
  {
    title: 'penguins → species',
    dataset: 'penguins',
    configuration: 'penguins-species',
    target: 'species',
    stratified: true,
    metric: 'accuracy_micro',
    tolerance: 0.02,
    references: references(0.4348, [0.9942, 0.0079], [0.9855, 0.0102], [0.9913, 0.0079]),
  },
  {
    title: 'weather → temp_max',
    dataset: 'weather',
    configuration: 'weather-temp-max',
    target: 'temp_max',
    stratified: false,
    metric: 'r2',
    tolerance: 0.05,
    references: references(-0.0009, [0.9046, 0.0035], [0.9146, 0.004], [0.9131, 0.0045]),
  },
  {
    title: 'support-tickets → queue, from texts',
    dataset: 'support-tickets',
    configuration: 'support-tickets-queue',
    target: 'queue',
    stratified: true,
    metric: 'accuracy_micro',
    tolerance: 0.02,
    references: references(0.2875, [0.869, 0.0156], [0.8585, 0.0184], [0.8545, 0.0191]),
  },
];
