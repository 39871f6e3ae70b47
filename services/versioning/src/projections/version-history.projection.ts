import { defineProjection, ViewMissing, type Recorded } from '@daybook/event-sourcing';
import { upcastVersion, type VersionEvent, type VersionStatus } from '../domain/version.events.js';
import { evolveVersion, statusOf, type LiveVersion } from '../domain/version.state.js';

/** Who did what, when and why; `status` is the one after it. What is large in an event is left to the version's page. */
export type HistoryEntry = Readonly<{
  position: number;
  type: string;
  status: VersionStatus;
  at: string;
  actor: string;
  reason: string | null;
  data: object;
}>;
/** Everything that happened to one version, oldest first; `state` is what the next entry's status is found from. */
export type VersionHistory = Readonly<{ versionId: string; state: LiveVersion; entries: readonly HistoryEntry[] }>;

/** What the event itself says of why, where nobody gave a reason. */
const ownReason = ({ data }: Recorded<VersionEvent>): string | undefined => ('reason' in data ? data.reason : undefined);

/** An engine ends what a user wanted ended: it is the user who had a reason. */
const askedFor = (history: VersionHistory | null, { type }: Recorded<VersionEvent>): string | null | undefined =>
  type === 'VersionCanceled' ? history?.entries.findLast((entry) => entry.type === 'VersionCanceling')?.reason : undefined;

const append = (history: VersionHistory | null, event: Recorded<VersionEvent>, data: object): VersionHistory => {
  const { type, position, metadata } = event;
  const state = evolveVersion(history === null ? { status: 'absent' } : { ...history.state, status: statusOf(history.state) }, event);
  if (state.status === 'absent' || state.status === 'erased') throw new ViewMissing('version-history');
  const { status, ...live } = state;
  const reason = metadata.reason ?? ownReason(event) ?? askedFor(history, event) ?? null;
  const entry = { position, type, status, at: event.data.at, actor: metadata.actor, reason, data };
  return { versionId: event.data.versionId, state: live, entries: [...(history?.entries ?? []), entry] };
};
const whole = (history: VersionHistory | null, event: Recorded<VersionEvent>): VersionHistory => append(history, event, event.data);

export const versionHistory = defineProjection<VersionHistory, VersionEvent>({
  name: 'version-history-v2',
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
    // An erased version refuses too.
    VersionDeploymentRefused: (history, event) => (history === null ? null : whole(history, event)),
    VersionDeployed: whole,
    VersionUndeploying: whole,
    VersionUndeployed: whole,
    VersionErasureRequested: whole,
    VersionErased: () => null,
  },
});
