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

const nouns: Readonly<Record<string, Topic>> = {
  repository: 'repositories',
  dataset: 'datasets',
  version: 'versions',
  run: 'runs',
  engine: 'engines',
  deployment: 'deployments',
};

/** The topic that facts of this type come on, e.g. `versions` for `daybook.version.queued.v1`. */
export const topicOfType = (type: string): Topic => {
  const topic = nouns[type.split('.')[1] ?? ''];
  if (topic === undefined) throw new TypeError(`no topic carries ${type}`);
  return topic;
};

const known: Readonly<Record<FactType, true>> = {
  'daybook.dataset.registered.v1': true,
  'daybook.deployment.activated.v1': true,
  'daybook.deployment.assigned.v1': true,
  'daybook.deployment.failed.v1': true,
  'daybook.deployment.requested.v1': true,
  'daybook.deployment.undeployed.v1': true,
  'daybook.deployment.undeploying.v1': true,
  'daybook.engine.drained.v1': true,
  'daybook.engine.lost.v1': true,
  'daybook.engine.registered.v1': true,
  'daybook.engine.resumed.v1': true,
  'daybook.repository.created.v1': true,
  'daybook.repository.dataset-linked.v1': true,
  'daybook.repository.default-version-set.v1': true,
  'daybook.repository.default-version-withdrawn.v1': true,
  'daybook.repository.deleted.v1': true,
  'daybook.repository.described.v1': true,
  'daybook.repository.erased.v1': true,
  'daybook.repository.labelled.v1': true,
  'daybook.repository.renamed.v1': true,
  'daybook.run.assigned.v1': true,
  'daybook.run.canceled.v1': true,
  'daybook.run.completed.v1': true,
  'daybook.run.evaluated.v1': true,
  'daybook.run.failed.v1': true,
  'daybook.run.phase-started.v1': true,
  'daybook.run.requeued.v1': true,
  'daybook.version.archived.v1': true,
  'daybook.version.canceled.v1': true,
  'daybook.version.canceling.v1': true,
  'daybook.version.deployed.v1': true,
  'daybook.version.deploying.v1': true,
  'daybook.version.deployment-refused.v1': true,
  'daybook.version.described.v1': true,
  'daybook.version.erased.v1': true,
  'daybook.version.failed.v1': true,
  'daybook.version.phase-started.v1': true,
  'daybook.version.queued.v1': true,
  'daybook.version.ready.v1': true,
  'daybook.version.requeued.v1': true,
  'daybook.version.starred.v1': true,
  'daybook.version.undeployed.v1': true,
  'daybook.version.undeploying.v1': true,
};

/** Every type of fact, ascending. */
export const factTypes = Object.keys(known) as readonly FactType[];
