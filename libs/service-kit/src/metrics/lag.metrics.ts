import type { ConsumerProgress, RelayProgress } from '@daybook/messaging';
import type { ProjectionRegistry } from '@daybook/views';
import type { Registry } from 'prom-client';
import { scrapedGauge } from './scraped-gauge.js';

/** What may be behind the log in a process; what it does not have is left out. */
export type Followers = Readonly<{
  projections: Pick<ProjectionRegistry, 'list'> | undefined;
  consumers: Pick<ConsumerProgress, 'list'> | undefined;
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

const measureConsumers = (registry: Registry, consumers: Pick<ConsumerProgress, 'list'>): void => {
  const lag = 'Positions of the log that a consumer has not applied yet';
  scrapedGauge(registry, { name: 'daybook_consumer_lag_positions', help: lag, labelNames: ['consumer'] }, async () =>
    (await consumers.list()).map((standing) => ({ labels: { consumer: standing.consumer }, value: standing.lag })),
  );
  const letters = 'Facts that a consumer could not apply and that wait for an operator';
  scrapedGauge(registry, { name: 'daybook_dead_letters', help: letters, labelNames: ['consumer'] }, async () =>
    (await consumers.list()).map(({ consumer, deadLetters }) => ({ labels: { consumer }, value: deadLetters })),
  );
};

/** An instance that does not lead has no say. */
const measureRelays = (registry: Registry, relays: Pick<RelayProgress, 'list'>): void => {
  const help = 'Positions of the log whose facts the broker has not acknowledged yet';
  scrapedGauge(registry, { name: 'daybook_relay_lag_positions', help, labelNames: ['relay'] }, async () =>
    (await relays.list()).filter(({ leading }) => leading).map(({ relay, lag }) => ({ labels: { relay }, value: lag })),
  );
};
