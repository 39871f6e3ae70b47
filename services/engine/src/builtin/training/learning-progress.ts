import type { Trainer } from '@daybook/ludwig';
import type { Evaluation } from '../training.types.js';

/** How far a run has come; plain JSON, so that a checkpoint can carry it. */
export type LearningProgress = Readonly<{
  /** Completed epochs and steps. */
  epoch: number;
  steps: number;
  learningRate: number;
  /** Null until the validation metric was defined once. */
  best: Readonly<{ epoch: number; value: number }> | null;
  /** Evaluations since the best one, and since the best one or the last reduction of the learning rate. */
  withoutImprovement: number;
  withoutReduction: number;
  reductions: number;
  history: readonly Evaluation[];
}>;

export const initialProgress = (trainer: Trainer): LearningProgress => ({
  epoch: 0,
  steps: 0,
  learningRate: trainer.learning_rate,
  best: null,
  withoutImprovement: 0,
  withoutReduction: 0,
  reductions: 0,
  history: [],
});

export type Measured = Readonly<{
  epoch: number;
  steps: number;
  metrics: Evaluation['metrics'];
  value: number | null;
  higherIsBetter: boolean;
}>;

/** Takes in one evaluation. Only a strictly better, defined value counts as an improvement. */
export const advance = (
  progress: LearningProgress,
  trainer: Trainer,
  { epoch, steps, metrics, value, higherIsBetter }: Measured,
): LearningProgress => {
  const improved =
    value !== null &&
    Number.isFinite(value) &&
    (progress.best === null || (higherIsBetter ? value > progress.best.value : value < progress.best.value));
  const evaluation: Evaluation = { epoch, step: steps, metrics, best: improved, learningRate: progress.learningRate };
  const withoutReduction = improved ? 0 : progress.withoutReduction + 1;
  const {
    reduce_on_plateau: limit,
    reduce_on_plateau_patience: patience,
    reduce_on_plateau_rate: rate,
  } = trainer.learning_rate_scheduler;
  const reduces = progress.reductions < limit && withoutReduction >= patience;
  return {
    epoch,
    steps,
    learningRate: reduces ? progress.learningRate * rate : progress.learningRate,
    best: improved ? { epoch, value } : progress.best,
    withoutImprovement: improved ? 0 : progress.withoutImprovement + 1,
    withoutReduction: reduces ? 0 : withoutReduction,
    reductions: progress.reductions + (reduces ? 1 : 0),
    history: [...progress.history, evaluation],
  };
};

/** Without a best evaluation there is nothing to go back to, so a metric that was never defined does not stop a run. */
export const stopsEarly = ({ best, withoutImprovement }: LearningProgress, { early_stop }: Trainer): boolean =>
  early_stop >= 0 && best !== null && withoutImprovement >= Math.max(1, early_stop);
