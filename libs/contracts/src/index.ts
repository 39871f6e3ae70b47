export type { ArtifactReference } from './artifact.contract.js';
export type { FeatureMetrics, SplitMetrics } from './metrics.contract.js';
export { runPhases, type RunPhase } from './run-phase.contract.js';
export type { ColumnType, DatasetColumn, DatasetFacts, RepositoryFacts } from './repository.contract.js';
export { versionStatuses, type TrainingDataset, type VersionFacts, type VersionKey, type VersionStatus } from './version.contract.js';
export type { EngineFacts, RunArtifacts, RunFacts } from './run.contract.js';
export type { DeploymentFacts } from './deployment.contract.js';
export type {
  DeploymentReport,
  EngineCommand,
  EngineHeartbeat,
  EngineReport,
  EngineReportType,
  EngineStatusReport,
  RunReport,
} from './engine-message.contract.js';
export { factTypes, topicOfType, topics, type Facts, type FactType, type Topic } from './facts.contract.js';
