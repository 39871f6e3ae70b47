import { defineProjection, type Recorded } from '@daybook/event-sourcing';
import { upcastVersion, type VersionEvent } from '../domain/version.events.js';

/** Who did what, when and why. What is large in an event is left to the version's page. */
export type HistoryEntry = Readonly<{ position: number; type: string; at: string; actor: string; reason: string | null; data: object }>;
/** Everything that happened to one version, oldest first. */
export type VersionHistory = Readonly<{ versionId: string; entries: readonly HistoryEntry[] }>;

const append = (history: VersionHistory | null, event: Recorded<VersionEvent>, data: object): VersionHistory => {
  const { type, position, metadata } = event;
  const entry = { position, type, at: event.data.at, actor: metadata.actor, reason: metadata.reason ?? null, data };
  return { versionId: event.data.versionId, entries: [...(history?.entries ?? []), entry] };
};
const whole = (history: VersionHistory | null, event: Recorded<VersionEvent>): VersionHistory => append(history, event, event.data);

export const versionHistory = defineProjection<VersionHistory, VersionEvent>({
  name: 'version-history-v1',
  streams: ['version-'],
  upcast: upcastVersion,
  keyOf: (event) => event.data.versionId,
  on: {
    VersionQueued: (history, event) => {
      const { raw: _raw, configuration: _configuration, ...rest } = event.data;
      return append(history, event, rest);
    },
    VersionPhaseStarted: whole,
    VersionRequeued: whole,
    VersionReady: whole,
    VersionCanceling: whole,
    VersionCanceled: whole,
    VersionFailed: whole,
    VersionDescribed: whole,
    VersionStarred: whole,
    VersionArchived: whole,
    VersionDeploying: whole,
    VersionDeploymentRefused: whole,
    VersionDeployed: whole,
    VersionUndeploying: whole,
    VersionUndeployed: whole,
  },
});
