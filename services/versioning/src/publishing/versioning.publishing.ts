import type { Publishing } from '@daybook/messaging';
import { upcastVersion, type VersionEvent } from '../domain/version.events.js';

const versions: Publishing<VersionEvent> = {
  topic: 'versions',
  streams: ['version-'],
  upcast: upcastVersion,
  on: {
    VersionQueued: ({ data: { raw: _raw, retrainedFrom: _retrainedFrom, ...data } }) => ({ type: 'daybook.version.queued.v1', key: data.repositoryId, data }),
    VersionPhaseStarted: ({ data: { engineId: _engineId, ...data } }) => ({
      type: 'daybook.version.phase-started.v1',
      key: data.repositoryId,
      data,
    }),
    VersionRequeued: ({ data: { reason: _reason, ...data } }) => ({ type: 'daybook.version.requeued.v1', key: data.repositoryId, data }),
    VersionReady: ({ data: { versionId, repositoryId, number, model, metrics, at } }) => ({
      type: 'daybook.version.ready.v1',
      key: repositoryId,
      data: { versionId, repositoryId, number, model, metrics, at },
    }),
    VersionCanceling: ({ data }) => ({ type: 'daybook.version.canceling.v1', key: data.repositoryId, data }),
    VersionCanceled: ({ data }) => ({ type: 'daybook.version.canceled.v1', key: data.repositoryId, data }),
    VersionFailed: ({ data: { logTail: _logTail, ...data } }) => ({ type: 'daybook.version.failed.v1', key: data.repositoryId, data }),
    VersionDescribed: ({ data }) => ({ type: 'daybook.version.described.v1', key: data.repositoryId, data }),
    VersionStarred: ({ data }) => ({ type: 'daybook.version.starred.v1', key: data.repositoryId, data }),
    VersionArchived: ({ data }) => ({ type: 'daybook.version.archived.v1', key: data.repositoryId, data }),
    VersionDeploying: ({ data }) => ({ type: 'daybook.version.deploying.v1', key: data.repositoryId, data }),
    VersionDeploymentRefused: ({ data }) => ({ type: 'daybook.version.deployment-refused.v1', key: data.repositoryId, data }),
    VersionDeployed: ({ data }) => ({ type: 'daybook.version.deployed.v1', key: data.repositoryId, data }),
    VersionUndeploying: ({ data }) => ({ type: 'daybook.version.undeploying.v1', key: data.repositoryId, data }),
    VersionErasureRequested: () => null,
    VersionErased: ({ data }) => ({ type: 'daybook.version.erased.v1', key: data.repositoryId, data }),
    VersionUndeployed: ({ data }) => ({ type: 'daybook.version.undeployed.v1', key: data.repositoryId, data }),
  },
};

/** What the versioning service tells others. */
export const versioningPublishing = [versions] as unknown as readonly Publishing<never>[];
