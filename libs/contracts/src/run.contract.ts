import type { ArtifactReference } from './artifact.contract.js';
import type { FeatureMetrics, SplitMetrics } from './metrics.contract.js';
import type { RunPhase } from './run-phase.contract.js';
import type { VersionKey } from './version.contract.js';

/** What a completed run leaves: JSON artifacts but for the model, which is safetensors. */
export type RunArtifacts = Readonly<{
  model: ArtifactReference;
  evaluation: ArtifactReference;
  visualizations: ArtifactReference;
  explanations: ArtifactReference;
}>;

/** `attempt` counts from 1; a run has the id of its version. */
type RunKey = VersionKey & Readonly<{ attempt: number }>;

/** Topic `runs`, key repositoryId. */
export type RunFacts = {
  'daybook.run.assigned.v1': RunKey & { engineId: string; driver: string; at: string };
  'daybook.run.phase-started.v1': RunKey & { phase: RunPhase; engineId: string; at: string };
  /** One evaluation during training; `epoch` counts completed epochs from 1. */
  'daybook.run.evaluated.v1': RunKey & { epoch: number; step: number; epochs: number; metrics: SplitMetrics; best: boolean; at: string };
  'daybook.run.requeued.v1': RunKey & { reason: 'engine-lost' | 'engine-released' | 'attempt-crashed'; at: string };
  'daybook.run.completed.v1': RunKey & {
    engineId: string;
    driver: string;
    artifacts: RunArtifacts;
    metrics: FeatureMetrics;
    bestEpoch: number;
    epochs: number;
    at: string;
  };
  'daybook.run.failed.v1': RunKey & { phase: RunPhase | 'queued'; errorCode: string; message: string; logTail: readonly string[]; at: string };
  'daybook.run.canceled.v1': RunKey & { at: string };
};

/** Topic `engines`, key engineId. `instanceId` is new with every start of the engine's process. */
export type EngineFacts = {
  'daybook.engine.registered.v1': {
    engineId: string;
    instanceId: string;
    kind: 'training' | 'serving';
    driver: string;
    slots: number;
    url: string | null;
    at: string;
  };
  'daybook.engine.lost.v1': { engineId: string; instanceId: string; at: string };
  'daybook.engine.drained.v1': { engineId: string; at: string };
  'daybook.engine.resumed.v1': { engineId: string; at: string };
};
