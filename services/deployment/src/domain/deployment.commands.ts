import type { CommandOf } from '@daybook/event-sourcing';

type Artifact = Readonly<{ sha256: string; sizeBytes: number }>;
type Version = Readonly<{ deploymentId: string; repositoryId: string; versionId: string; number: number }>;

type Request = Version & { engineId: string | null; at: string };

/** Deploys under a name, or switches what is deployed there to another version. `engineId` null: any serving engine. */
export type Deploy = CommandOf<'Deploy', Request>;
/** The same for a deployment that the caller knows: while it is busy its name is no question. */
export type Switch = CommandOf<'Switch', Request>;
export type Clear = CommandOf<'Clear', { generation: number; model: Artifact; at: string }>;
export type Assign = CommandOf<'Assign', { generation: number; engineId: string; at: string }>;
export type RecordLoaded = CommandOf<'RecordLoaded', { generation: number; engineId: string; url: string; at: string }>;
export type RecordFailure = CommandOf<'RecordFailure', { generation: number; errorCode: string; message: string; at: string }>;
export type Undeploy = CommandOf<'Undeploy', { at: string }>;
export type RecordUnloaded = CommandOf<'RecordUnloaded', { generation: number; engineId: string; at: string }>;

export type DeploymentCommand = Deploy | Switch | Clear | Assign | RecordLoaded | RecordFailure | Undeploy | RecordUnloaded;
