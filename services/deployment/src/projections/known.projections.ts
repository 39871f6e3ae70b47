import { defineProjection, ViewMissing } from '@daybook/event-sourcing';
import { upcastKnown, type KnownEvent } from '../domain/known.events.js';

export const knownStreams = {
  repository: 'deploymentmemory-repository-',
  version: 'deploymentmemory-version-',
  engine: 'deploymentmemory-engine-',
} as const;

export type KnownRepository = Readonly<{ repositoryId: string; name: string; defaultNumber: number | null }>;
export type KnownVersion = Readonly<{
  versionId: string;
  repositoryId: string;
  number: number;
  model: Readonly<{ sha256: string; sizeBytes: number }>;
}>;
/** `url` is the base of the engine's predictions; `alive` false once its lease has lapsed. */
export type KnownEngine = Readonly<{ engineId: string; instanceId: string; url: string; alive: boolean }>;

const keep = <View>(view: View | null): View | null => view;
const ignored = { KnownRepositoryNamed: keep, KnownRepositoryDefaultSet: keep, KnownRepositoryDeleted: keep } as const;

export const knownRepository = defineProjection<KnownRepository, KnownEvent>({
  name: 'deployment-known-repository-v1',
  streams: [knownStreams.repository],
  upcast: upcastKnown,
  keyOf: ({ data }) => ('repositoryId' in data ? data.repositoryId : null),
  indexes: [{ field: 'name', type: 'text' }],
  on: {
    KnownRepositoryNamed: (view, { data: { repositoryId, name } }) => ({
      repositoryId,
      name,
      defaultNumber: view?.defaultNumber ?? null,
    }),
    KnownRepositoryDefaultSet: (view, { data: { number } }) => {
      if (view === null) throw new ViewMissing('deployment-known-repository');
      return { ...view, defaultNumber: number };
    },
    KnownRepositoryDeleted: () => null,
    KnownVersionReady: keep,
    KnownEngineRegistered: keep,
    KnownEngineLost: keep,
  },
});

export const knownVersion = defineProjection<KnownVersion, KnownEvent>({
  name: 'deployment-known-version-v1',
  streams: [knownStreams.version],
  upcast: upcastKnown,
  keyOf: ({ data }) => ('versionId' in data ? data.versionId : null),
  indexes: [
    { field: 'repositoryId', type: 'text' },
    { field: 'number', type: 'number' },
  ],
  on: {
    ...ignored,
    KnownVersionReady: (_view, { data: { versionId, repositoryId, number, model } }) => ({ versionId, repositoryId, number, model }),
    KnownEngineRegistered: keep,
    KnownEngineLost: keep,
  },
});

export const knownEngine = defineProjection<KnownEngine, KnownEvent>({
  name: 'deployment-known-engine-v1',
  streams: [knownStreams.engine],
  upcast: upcastKnown,
  keyOf: ({ data }) => ('engineId' in data ? data.engineId : null),
  indexes: [{ field: 'alive', type: 'boolean' }],
  on: {
    ...ignored,
    KnownVersionReady: keep,
    KnownEngineRegistered: (_view, { data: { engineId, instanceId, url } }) => ({ engineId, instanceId, url, alive: true }),
    KnownEngineLost: (view, { data: { instanceId } }) =>
      view !== null && view.instanceId === instanceId ? { ...view, alive: false } : view,
  },
});
