import type { ArtifactLocation } from '@daybook/artifacts';
import type { EngineCommand, RunReport } from '@daybook/contracts';

/** From the engine to the process of one attempt. */
export type TrainerOrder =
  | Readonly<{ type: 'train'; job: Omit<Extract<EngineCommand, { type: 'train' }>, 'type' | 'engineId' | 'traceparent'>; artifacts: ArtifactLocation }>
  | Readonly<{ type: 'cancel' }>;

type Envelope = 'runId' | 'attempt' | 'engineId' | 'sequence' | 'at' | 'traceparent';
type Bare<R> = R extends RunReport ? Omit<R, Envelope> : never;

/** What the process of an attempt says; the engine adds who, which attempt, when and in which order. */
export type TrainerReport = Bare<RunReport>;

/** The last word of an attempt. */
export const isFinal = ({ type }: TrainerReport): boolean =>
  type === 'completed' || type === 'failed' || type === 'canceled' || type === 'crashed';
