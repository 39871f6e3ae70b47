import type { DeploymentFacts } from './deployment.contract.js';
import type { DatasetFacts, RepositoryFacts } from './repository.contract.js';
import type { EngineFacts, RunFacts } from './run.contract.js';
import type { VersionFacts } from './version.contract.js';

/** Every public event: its type and data. */
export type Facts = RepositoryFacts & DatasetFacts & VersionFacts & RunFacts & EngineFacts & DeploymentFacts;
export type FactType = keyof Facts;

/** Topics without their configurable prefix. */
export const topics = ['repositories', 'datasets', 'versions', 'runs', 'engines', 'deployments'] as const;
export type Topic = (typeof topics)[number];
