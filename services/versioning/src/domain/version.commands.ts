import type { CommandOf } from '@daybook/event-sourcing';
import type { RunPhase, VersionFailed, VersionQueued, VersionReady } from './version.events.js';

type Artifactless<T> = Omit<T, 'versionId' | 'repositoryId' | 'number'>;
type At = Readonly<{ at: string }>;
type Deployment = At & Readonly<{ deploymentId: string }>;

export type QueueVersion = CommandOf<'QueueVersion', VersionQueued['data']>;
/** What the run of this version reports; `attempt` fences what an earlier attempt still says. */
export type StartPhase = CommandOf<'StartPhase', At & { phase: RunPhase; attempt: number; engineId: string }>;
export type Requeue = CommandOf<'Requeue', At & { attempt: number; reason: string }>;
export type Complete = CommandOf<'Complete', Artifactless<VersionReady['data']>>;
export type Fail = CommandOf<'Fail', Artifactless<VersionFailed['data']> & { attempt: number }>;
export type RecordCanceled = CommandOf<'RecordCanceled', At>;

export type CancelVersion = CommandOf<'CancelVersion', At>;
export type Describe = CommandOf<'Describe', At & { description: string }>;
export type Star = CommandOf<'Star', At & { starred: boolean }>;
export type Archive = CommandOf<'Archive', At & { archived: boolean }>;

export type BeginDeploying = CommandOf<'BeginDeploying', Deployment & { generation: number }>;
export type RecordDeployed = CommandOf<'RecordDeployed', Deployment>;
export type BeginUndeploying = CommandOf<'BeginUndeploying', Deployment>;
export type RecordUndeployed = CommandOf<'RecordUndeployed', Deployment & { reason: 'undeployed' | 'deploy-failed' }>;

/** Its repository was deleted. */
export type EraseVersion = CommandOf<'EraseVersion', At>;

export type RunCommand = StartPhase | Requeue | Complete | Fail | RecordCanceled | CancelVersion;
export type DeploymentCommand = BeginDeploying | RecordDeployed | BeginUndeploying | RecordUndeployed;
export type VersionCommand = QueueVersion | RunCommand | DeploymentCommand | Describe | Star | Archive | EraseVersion;
