import { defineProjection, ViewMissing, type Recorded } from '@daybook/event-sourcing';
import { defaultTableMetric, type RenderedConfiguration } from '@daybook/ludwig';
import { upcastVersion, type VersionEvent, type VersionStatus } from '../domain/version.events.js';
import { statusOf, type DeploymentStage, type LiveVersion } from '../domain/version.state.js';

type Metrics = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

/** One row of the versions table, and what the version's page shows beside it. Durations in milliseconds. */
export type VersionRow = Readonly<{
  versionId: string;
  repositoryId: string;
  number: number;
  description: string;
  status: VersionStatus;
  origin: 'training';
  parent: number | null;
  /** The version that this one repeats. */
  retrainedFrom: number | null;
  dataset: Readonly<{ datasetId: string; name: string; rows: number }>;
  targets: readonly string[];
  engineId: string | null;
  driver: string | null;
  attempt: number;
  /** Of the first output, by the default metric of its type, at the best checkpoint. */
  metric: Readonly<{ feature: string; name: string; value: number | null }>;
  metrics: Metrics | null;
  bestEpoch: number | null;
  epochs: number | null;
  /** Queuing + preprocessing + training + evaluating, once evaluating has ended. */
  durationMs: number | null;
  phaseDurationsMs: Readonly<Record<string, number>>;
  phaseStartedAt: string;
  failure: Readonly<{ phase: string; errorCode: string; message: string; logTail: readonly string[] }> | null;
  deployments: Readonly<Record<string, DeploymentStage>>;
  model: Readonly<{ sha256: string; sizeBytes: number }> | null;
  starred: boolean;
  archived: boolean;
  createdAt: string;
  createdBy: string;
  commandId: string | null;
  revision: number;
}>;

const counted = ['queued', 'preprocessing', 'training', 'evaluating'];

const present = (row: VersionRow | null): VersionRow => {
  if (row === null) throw new ViewMissing('version-row');
  return row;
};

/** Ends the phase that ran until now. */
const enter = (row: VersionRow, run: LiveVersion['run'], at: string): VersionRow => {
  const elapsed = Math.max(0, Date.parse(at) - Date.parse(row.phaseStartedAt));
  const phaseDurationsMs = { ...row.phaseDurationsMs, [row.status]: (row.phaseDurationsMs[row.status] ?? 0) + elapsed };
  const durationMs = row.status === 'evaluating' ? counted.reduce((sum, phase) => sum + (phaseDurationsMs[phase] ?? 0), 0) : row.durationMs;
  return { ...row, status: statusOf({ run, deployments: row.deployments }), phaseDurationsMs, durationMs, phaseStartedAt: at };
};

const deployment = (row: VersionRow | null, event: Recorded<VersionEvent>, id: string, stage: DeploymentStage | null): VersionRow => {
  const { [id]: _former, ...others } = present(row).deployments;
  const deployments = stage === null ? others : { ...others, [id]: stage };
  return { ...present(row), deployments, status: statusOf({ run: 'ready', deployments }), revision: event.revision };
};

const metricOf = ({ output_features: [output] }: RenderedConfiguration, metrics: Metrics | null): VersionRow['metric'] => {
  const feature = output?.name ?? '';
  const name = output === undefined ? 'loss' : defaultTableMetric(output.type);
  return { feature, name, value: metrics?.[feature]?.[name] ?? null };
};

export const versionRow = defineProjection<VersionRow, VersionEvent>({
  name: 'version-row-v2',
  streams: ['version-'],
  upcast: upcastVersion,
  keyOf: (event) => event.data.versionId,
  indexes: [
    { field: 'repositoryId', type: 'text' },
    { field: 'number', type: 'number', within: 'repositoryId' },
    { field: 'status', type: 'text', within: 'repositoryId' },
    { field: 'description', type: 'text', within: 'repositoryId', searched: true },
    { field: 'engineId', type: 'text', within: 'repositoryId' },
    { field: 'metric.value', type: 'number', within: 'repositoryId' },
    { field: 'durationMs', type: 'number', within: 'repositoryId' },
    { field: 'createdAt', type: 'text', within: 'repositoryId' },
    { field: 'createdBy', type: 'text', within: 'repositoryId' },
    { field: 'starred', type: 'boolean', within: 'repositoryId' },
    { field: 'archived', type: 'boolean', within: 'repositoryId' },
    { field: 'commandId', type: 'text' },
  ],
  on: {
    VersionQueued: (_row, { data, metadata, revision }) => ({
      versionId: data.versionId,
      repositoryId: data.repositoryId,
      number: data.number,
      description: data.description,
      status: 'queued',
      origin: 'training',
      parent: data.parent,
      retrainedFrom: data.retrainedFrom,
      dataset: { datasetId: data.dataset.datasetId, name: data.dataset.name, rows: data.dataset.rows },
      targets: data.configuration.output_features.map(({ name }) => name),
      engineId: null,
      driver: null,
      attempt: 0,
      metric: metricOf(data.configuration, null),
      metrics: null,
      bestEpoch: null,
      epochs: null,
      durationMs: null,
      phaseDurationsMs: {},
      phaseStartedAt: data.at,
      failure: null,
      deployments: {},
      model: null,
      starred: false,
      archived: false,
      createdAt: data.at,
      createdBy: metadata.actor,
      commandId: metadata.commandId ?? null,
      revision,
    }),
    VersionPhaseStarted: (row, { data: { phase, attempt, engineId, at }, revision }) => ({
      ...enter(present(row), phase, at),
      attempt,
      engineId,
      revision,
    }),
    VersionRequeued: (row, { data: { at }, revision }) => ({ ...enter(present(row), 'queued', at), engineId: null, revision }),
    VersionReady: (row, { data, revision }) => {
      const { feature, name } = present(row).metric;
      const { engineId, driver, attempt, metrics, bestEpoch, epochs, model, at } = data;
      const metric = { feature, name, value: metrics[feature]?.[name] ?? null };
      return { ...enter(present(row), 'ready', at), engineId, driver, attempt, metric, metrics, bestEpoch, epochs, model, revision };
    },
    VersionCanceling: (row, { data: { at }, revision }) => ({ ...enter(present(row), 'canceling', at), revision }),
    VersionCanceled: (row, { data: { at }, revision }) => ({ ...enter(present(row), 'canceled', at), revision }),
    VersionFailed: (row, { data: { phase, errorCode, message, logTail, at }, revision }) => ({
      ...enter(present(row), 'failed', at),
      failure: { phase, errorCode, message, logTail },
      revision,
    }),
    VersionDescribed: (row, { data: { description }, revision }) => ({ ...present(row), description, revision }),
    VersionStarred: (row, { data: { starred }, revision }) => ({ ...present(row), starred, revision }),
    VersionArchived: (row, { data: { archived }, revision }) => ({ ...present(row), archived, revision }),
    VersionDeploying: (row, event) => deployment(row, event, event.data.deploymentId, 'deploying'),
    // An erased version refuses too.
    VersionDeploymentRefused: (row, { revision }) => (row === null ? null : { ...row, revision }),
    VersionDeployed: (row, event) => deployment(row, event, event.data.deploymentId, 'deployed'),
    VersionUndeploying: (row, event) => deployment(row, event, event.data.deploymentId, 'undeploying'),
    VersionUndeployed: (row, event) => deployment(row, event, event.data.deploymentId, null),
    VersionErasureRequested: (row, { revision }) => ({ ...present(row), revision }),
    VersionErased: () => null,
  },
});
