import { describe, expect, it } from '@jest/globals';
import { output, renderedConfiguration } from '../fixtures/configuration.fixture.js';
import { advance, initialProgress, type LearningProgress } from '../training/learning-progress.js';
import { endLines, epochLines } from './progress-lines.js';

const scheduler = { reduce_on_plateau: 1, reduce_on_plateau_patience: 2, reduce_on_plateau_rate: 0.1 };
const { trainer } = renderedConfiguration({
  inputs: [],
  outputs: [output.binary('y')],
  trainer: { epochs: 500, learning_rate: 0.01, validation_field: 'y', validation_metric: 'roc_auc', learning_rate_scheduler: scheduler },
});

/** The lines of a run whose validation metric takes these values, epoch by epoch. */
const said = (values: readonly (number | null)[]): { lines: readonly string[]; progress: LearningProgress } => {
  let progress = initialProgress(trainer);
  const lines = values.flatMap((value, index) => {
    const before = progress;
    progress = advance(before, trainer, { epoch: index + 1, steps: index, metrics: {}, value, higherIsBetter: true });
    return epochLines(before, progress, trainer);
  });
  return { lines, progress };
};

describe('what a run says of its epochs', () => {
  it('are its improvements and its plateaus', () => {
    expect(said([0.5, 0.4, 0.625, 0.6, 0.6]).lines).toEqual([
      'Epoch 1: roc_auc of "y" 0.5, the best so far.',
      'Epoch 3: roc_auc of "y" 0.625, the best so far.',
      'Epoch 5: 2 epochs without improvement; the learning rate falls from 0.01 to 0.001.',
    ]);
  });

  it('is little, however long it gets better', () => {
    expect(said(Array.from({ length: 500 }, (_, index) => index / 1000)).lines).toHaveLength(20 + 48);
  });

  it('ends with how it ended', () => {
    expect(endLines(said([0.5, 0.4, 0.4]).progress, trainer)).toEqual([
      'Stopped early after epoch 3: 2 epochs without improvement.',
      'Best epoch: 1, with roc_auc of "y" 0.5.',
    ]);
    expect(endLines(said(new Array<null>(500).fill(null)).progress, trainer)).toEqual([
      'All 500 epochs are trained.',
      'roc_auc of "y" was never defined; the last epoch counts as the best.',
    ]);
  });
});
