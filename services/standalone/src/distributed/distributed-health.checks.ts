import type { ArtifactStore } from '@daybook/artifacts';
import type { EventStore } from '@daybook/event-store';
import { ARTIFACT_STORE, CONSUMER_PROGRESS, EVENT_STORE, RELAY_PROGRESS, type ConsumerProgress, type RelayProgress } from '@daybook/messaging';
import type { HealthCheck } from '@daybook/service-kit';
import { ProjectionRegistry } from '@daybook/views';

export const healthSources = [EVENT_STORE, ProjectionRegistry, CONSUMER_PROGRESS, RELAY_PROGRESS, ARTIFACT_STORE];
/** Of nothing that is kept. */
const anyDigest = '0'.repeat(64);

/** Only the log is essential: without the others most commands still succeed, and what lags catches up. */
export const distributedHealthChecks = (
  store: EventStore,
  projections: ProjectionRegistry,
  consumers: ConsumerProgress,
  relays: RelayProgress,
  artifacts: ArtifactStore,
): readonly HealthCheck[] => [
  { name: 'event-log', check: async () => ((await store.headPosition()) >= 0 ? null : 'the log has no head') },
  {
    name: 'views',
    essential: false,
    check: async () => sentenceOf((await projections.list()).map(({ name, error }) => [name, error])),
  },
  {
    name: 'consumers',
    essential: false,
    check: async () => sentenceOf((await consumers.list()).map(({ consumer, halted }) => [consumer, halted])),
  },
  {
    name: 'relays',
    essential: false,
    check: async () => sentenceOf((await relays.list()).map(({ relay, halted }) => [relay, halted])),
  },
  { name: 'artifacts', essential: false, check: async () => artifacts.stat(anyDigest).then(() => null) },
];

/** Null when nobody complains. */
const sentenceOf = (complaints: readonly (readonly [string, string | null])[]): string | null => {
  const said = complaints.flatMap(([name, error]) => (error === null ? [] : [`${name}: ${error}`]));
  return said.length === 0 ? null : said.join('; ');
};
