export type TrainingPhase = 'preprocessing' | 'training' | 'evaluating' | 'visualizing' | 'explaining';

export type TrainingFailureCode =
  | 'column-missing'
  | 'column-ambiguous'
  | 'cell-unreadable'
  | 'column-not-binary'
  | 'number-out-of-range'
  | 'column-empty'
  | 'strategy-unfit'
  | 'logarithm-undefined'
  | 'target-constant'
  | 'class-unknown'
  | 'split-empty'
  | 'split-invalid'
  | 'too-few-rows'
  | 'sampling-unfit'
  | 'validation-metric-unknown'
  | 'training-diverged';

/** A run that cannot succeed however often it is tried: the data or the configuration has to change. */
export class TrainingFailed extends Error {
  override readonly name = 'TrainingFailed';

  constructor(
    readonly code: TrainingFailureCode,
    message: string,
    readonly phase: TrainingPhase = 'preprocessing',
  ) {
    super(message);
  }
}
