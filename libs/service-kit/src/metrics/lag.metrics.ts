import type { ConsumerProgress, RelayProgress } from '@daybook/messaging';
import type { ProjectionRegistry } from '@daybook/views';
import type { Registry } from 'prom-client';
import { scrapedGauge } from './scraped-gauge.js';

/** What may be behind the log in a process; what it does not have is left out. */
export type Followers = Readonly<{
  projections: Pick<ProjectionRegistry, 'list'> | undefined;
  consumers: Pick<ConsumerProgress, 'list' | 'deadLetters'> | undefined;
  relays: Pick<RelayProgress, 'list'> | undefined;
}>;

/** How far views, consumers and relays are behind the log. */
export const measureLag = (registry: Registry, { projections, consumers, relays }: Followers): void => {
  if (projections !== undefined) measureProjections(registry, projections);
  if (consumers !== undefined) measureConsumers(registry, consumers);
  if (relays !== undefined) measureRelays(registry, relays);
};

const measureProjections = (registry: Registry, projections: Pick<ProjectionRegistry, 'list'>): void => {
  const help = 'Positions of the log that a view does not reflect yet';
  scrapedGauge(registry, { name: 'daybook_projection_lag_positions', help, labelNames: ['projection'] }, async () =>
    (await projections.list()).map(({ name, lag }) => ({ labels: { projection: name }, value: lag })),
  );
};

const measureConsumers = (registry: Registry, consumers: Pick<ConsumerProgress, 'list' | 'deadLetters'>): void => {
  const labelNames = ['consumer', 'kind'];
  const lag = 'What a consumer has not applied yet: positions of the log where it reads the log, else records of the partitions of this process';
  scrapedGauge(registry, { name: 'daybook_consumer_lag_positions', help: lag, labelNames }, async () =>
    (await consumers.list()).map(({ consumer, kind, lag: value }) => ({ labels: { consumer, kind }, value })),
  );
  const skipped = 'Facts of types that this code does not know, passed over since the process began';
  scrapedGauge(registry, { name: 'daybook_consumer_skipped_facts', help: skipped, labelNames: ['consumer'] }, async () =>
    (await consumers.list()).flatMap(({ consumer, skipped: value }) => (value === null ? [] : [{ labels: { consumer }, value }])),
  );
  const halted = '1 where a consumer does not go on, or not with all keys, else 0';
  scrapedGauge(registry, { name: 'daybook_consumer_halted', help: halted, labelNames }, async () =>
    (await consumers.list()).map(({ consumer, kind, halted: reason }) => ({ labels: { consumer, kind }, value: reason === null ? 0 : 1 })),
  );
  const letters = 'Messages that a consumer could not apply and that wait for an operator; every instance tells of all of them';
  scrapedGauge(registry, { name: 'daybook_dead_letters', help: letters, labelNames }, async () => {
    const none = (await consumers.list()).map(({ consumer, kind }) => ({ labels: { consumer, kind }, value: 0 }));
    const some = (await consumers.deadLetters()).map(({ consumer, kind, letters: value }) => ({ labels: { consumer, kind }, value }));
    return [...none, ...some];
  });
};

const measureRelays = (registry: Registry, relays: Pick<RelayProgress, 'list'>): void => {
  // An instance that follows another has no say.
  const lag = 'Positions of the log whose facts the broker has not acknowledged yet';
  scrapedGauge(registry, { name: 'daybook_relay_lag_positions', help: lag, labelNames: ['relay'] }, async () =>
    (await relays.list()).flatMap(({ relay, lag: value }) => (value === null ? [] : [{ labels: { relay }, value }])),
  );
  const leads = '1 where this instance relays the facts of its service, else 0';
  scrapedGauge(registry, { name: 'daybook_relay_leads', help: leads, labelNames: ['relay'] }, async () =>
    (await relays.list()).map(({ relay, leading }) => ({ labels: { relay }, value: leading ? 1 : 0 })),
  );
};
