import type { Trainer } from '@daybook/ludwig';
import type { LearningProgress } from '../training/learning-progress.js';

/** Improvements that are told one by one; later only every tenth, so that thousands of epochs do not fill the log. */
const FIRST = 20;
const EVERY = 10;

/** What an epoch has changed. */
export const epochLines = (before: LearningProgress, after: LearningProgress, trainer: Trainer): readonly string[] => {
  const { epoch, best, learningRate, history } = after;
  const improved = best?.epoch === epoch;
  const improvements = improved ? history.filter((evaluation) => evaluation.best).length : 0;
  const told = improved && (improvements <= FIRST || improvements % EVERY === 0);
  return [
    ...(told ? [`Epoch ${epoch}: ${metricOf(trainer)} ${shown(best.value)}, the best so far.`] : []),
    ...(learningRate === before.learningRate
      ? []
      : [`Epoch ${epoch}: ${trainer.learning_rate_scheduler.reduce_on_plateau_patience} epochs without improvement; the learning rate falls from ${shown(before.learningRate)} to ${shown(learningRate)}.`]),
  ];
};

/** How training has ended. */
export const endLines = ({ epoch, best, withoutImprovement }: LearningProgress, trainer: Trainer): readonly string[] => [
  epoch < trainer.epochs ? `Stopped early after epoch ${epoch}: ${withoutImprovement} epochs without improvement.` : `All ${epoch} epochs are trained.`,
  best === null
    ? `${metricOf(trainer)} was never defined; the last epoch counts as the best.`
    : `Best epoch: ${best.epoch}, with ${metricOf(trainer)} ${shown(best.value)}.`,
];

const metricOf = ({ validation_field, validation_metric }: Trainer): string => `${validation_metric} of ${JSON.stringify(validation_field)}`;
const shown = (value: number): string => String(Number(value.toPrecision(6)));
