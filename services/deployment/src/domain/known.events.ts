import { upcasterFor, type EventOf } from '@daybook/event-sourcing';

type Artifact = Readonly<{ sha256: string; sizeBytes: number }>;

/** What this service was told by others and has to remember: repositories' names, servable versions, serving engines. */
export type KnownRepositoryNamed = EventOf<'KnownRepositoryNamed', 1, { repositoryId: string; name: string; at: string }>;
export type KnownRepositoryDefaultSet = EventOf<'KnownRepositoryDefaultSet', 1, { repositoryId: string; number: number; at: string }>;
export type KnownRepositoryDeleted = EventOf<'KnownRepositoryDeleted', 1, { repositoryId: string; at: string }>;
export type KnownVersionReady = EventOf<
  'KnownVersionReady',
  1,
  { repositoryId: string; versionId: string; number: number; model: Artifact; at: string }
>;
export type KnownEngineRegistered = EventOf<
  'KnownEngineRegistered',
  1,
  { engineId: string; instanceId: string; url: string; at: string }
>;
export type KnownEngineLost = EventOf<'KnownEngineLost', 1, { engineId: string; instanceId: string; at: string }>;

export type KnownEvent =
  | KnownRepositoryNamed
  | KnownRepositoryDefaultSet
  | KnownRepositoryDeleted
  | KnownVersionReady
  | KnownEngineRegistered
  | KnownEngineLost;

export const upcastKnown = upcasterFor<KnownEvent>({
  KnownRepositoryNamed: { current: 1, steps: {} },
  KnownRepositoryDefaultSet: { current: 1, steps: {} },
  KnownRepositoryDeleted: { current: 1, steps: {} },
  KnownVersionReady: { current: 1, steps: {} },
  KnownEngineRegistered: { current: 1, steps: {} },
  KnownEngineLost: { current: 1, steps: {} },
});
