import { defineProjection, listText, ViewMissing, type Recorded } from '@daybook/event-sourcing';
import { defaultTableMetric, tableMetricNames, type RenderedConfiguration } from '@daybook/ludwig';
import { upcastVersion, type VersionEvent, type VersionKey, type VersionStatus } from '../domain/version.events.js';
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
  /** What targets are found by. */
  targetsText: string;
  engineId: string | null;
  driver: string | null;
  attempt: number;
  /** Of the first output, by the default metric of its type, at the best checkpoint. */
  metric: Readonly<{ feature: string; name: string; value: number | null }>;
  /** Of the first output, every metric that a table may show: which one depends on the latest version of the repository. */
  tableMetrics: Readonly<Record<string, number | null>>;
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

const targetsOf = ({ output_features }: RenderedConfiguration): readonly string[] => output_features.map(({ name }) => name);

const metricOf = ({ output_features: [output] }: RenderedConfiguration): VersionRow['metric'] => {
  const feature = output?.name ?? '';
  const name = output === undefined ? 'loss' : defaultTableMetric(output.type);
  return { feature, name, value: null };
};

const tableMetricsOf = (feature: string, metrics: Metrics | null): VersionRow['tableMetrics'] =>
  Object.fromEntries(tableMetricNames.map((name) => [name, metrics?.[feature]?.[name] ?? null]));

/** Rows that are alike in what they are sorted by come in the order of their ids, as texts: so the number has all the digits that it may have. */
export const versionRowId = ({ repositoryId, number }: Pick<VersionKey, 'repositoryId' | 'number'>): string =>
  `${repositoryId}-${String(number).padStart(9, '0')}`;

export const versionRow = defineProjection<VersionRow, VersionEvent>({
  name: 'version-row-v4',
  streams: ['version-'],
  upcast: upcastVersion,
  keyOf: (event) => versionRowId(event.data),
  indexes: [
    { field: 'repositoryId', type: 'text' },
    { field: 'number', type: 'number', within: 'repositoryId' },
    { field: 'status', type: 'text', within: 'repositoryId' },
    { field: 'description', type: 'text', within: 'repositoryId', searched: true },
    { field: 'engineId', type: 'text', within: 'repositoryId' },
    ...tableMetricNames.map((name) => ({ field: `tableMetrics.${name}`, type: 'number', within: 'repositoryId' }) as const),
    { field: 'dataset.name', type: 'text', within: 'repositoryId' },
    { field: 'dataset.datasetId', type: 'text', within: 'repositoryId' },
    { field: 'targetsText', type: 'text', within: 'repositoryId', searched: true },
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
      targets: targetsOf(data.configuration),
      targetsText: listText(targetsOf(data.configuration)),
      engineId: null,
      driver: null,
      attempt: 0,
      metric: metricOf(data.configuration),
      tableMetrics: tableMetricsOf('', null),
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
      const results = { metric, tableMetrics: tableMetricsOf(feature, metrics), metrics, bestEpoch, epochs, model };
      return { ...enter(present(row), 'ready', at), engineId, driver, attempt, ...results, revision };
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
