import type { RenderedConfiguration } from '@daybook/ludwig';
import type { ArtifactReference } from './artifact.contract.js';
import type { FeatureMetrics, SplitMetrics } from './metrics.contract.js';
import type { RunPhase } from './run-phase.contract.js';
import type { RunArtifacts } from './run.contract.js';
import type { TrainingDataset } from './version.contract.js';

type Attempt = Readonly<{ runId: string; attempt: number }>;

/** W3C trace context of what set the message in motion, where that is traced. */
type Traced = Readonly<{ traceparent?: string }>;

/** To one engine (key engineId). An engine that already carries out what a command asks for ignores it. */
export type EngineCommand = Traced &
  (
    | (Attempt &
        Readonly<{
          type: 'train';
          engineId: string;
          configuration: RenderedConfiguration;
          dataset: TrainingDataset;
          /** Latest durable checkpoint of an earlier attempt. */
          checkpoint: ArtifactReference | null;
        }>)
    | (Attempt & Readonly<{ type: 'cancel'; engineId: string }>)
    | Readonly<{ type: 'load'; engineId: string; deploymentId: string; generation: number; model: ArtifactReference }>
    | Readonly<{ type: 'unload'; engineId: string; deploymentId: string; generation: number }>
  );

/** From an engine, every few seconds: it lives, and works on these attempts (key engineId). */
export type EngineHeartbeat = Readonly<{ type: 'heartbeat'; engineId: string; instanceId: string; runs: readonly Attempt[]; at: string }>;

/** From an engine about itself (key engineId). */
export type EngineStatusReport =
  | EngineHeartbeat
  | Readonly<{
      type: 'registered';
      engineId: string;
      instanceId: string;
      kind: 'training' | 'serving';
      driver: string;
      slots: number;
      /** Base URL of a serving engine's predictions. */
      url: string | null;
      at: string;
    }>;

/** From an engine about a run (key runId). `sequence` ascends from 1 within an attempt; `at` is the engine's clock. */
export type RunReport = Attempt &
  Traced &
  Readonly<{ engineId: string; sequence: number; at: string }> &
  (
    | Readonly<{ type: 'accepted' }>
    | Readonly<{ type: 'phase'; phase: RunPhase }>
    | Readonly<{
        type: 'dataset';
        rows: Readonly<{ training: number; validation: number; test: number; dropped: number }>;
      }>
    | Readonly<{
        type: 'evaluated';
        epoch: number;
        step: number;
        epochs: number;
        metrics: SplitMetrics;
        best: boolean;
        learningRate: number;
      }>
    | Readonly<{ type: 'checkpoint'; kind: 'latest' | 'best'; epoch: number; artifact: ArtifactReference }>
    | Readonly<{ type: 'log'; line: string }>
    | Readonly<{
        type: 'completed';
        artifacts: RunArtifacts;
        metrics: FeatureMetrics;
        bestEpoch: number;
        epochs: number;
      }>
    | Readonly<{ type: 'failed'; phase: RunPhase; errorCode: string; message: string; logTail: readonly string[] }>
    | Readonly<{ type: 'crashed'; message: string; logTail: readonly string[] }>
    | Readonly<{ type: 'canceled' }>
  );

/** From a serving engine about a deployment (key deploymentId). */
export type DeploymentReport = Traced &
  Readonly<{ engineId: string; deploymentId: string; generation: number; at: string }> &
  (
    | Readonly<{ type: 'loaded' }>
    | Readonly<{ type: 'load-failed'; errorCode: string; message: string }>
    | Readonly<{ type: 'unloaded' }>
  );

export type EngineReport = EngineStatusReport | RunReport | DeploymentReport;
export type EngineReportType = EngineReport['type'];
