import type { ConsumerProgress } from '@daybook/messaging';
import type { ProjectionRegistry } from '@daybook/views';
import { Gauge, type Registry } from 'prom-client';

/** How far views and consumers are behind the log, asked for when Prometheus scrapes. */
export const measureLag = (
  registry: Registry,
  projections: Pick<ProjectionRegistry, 'list'> | undefined,
  consumers: Pick<ConsumerProgress, 'list'> | undefined,
): void => {
  if (projections !== undefined) {
    new Gauge({
      name: 'daybook_projection_lag_positions',
      help: 'Positions of the log that a view does not reflect yet',
      labelNames: ['projection'],
      registers: [registry],
      async collect() {
        for (const { name, lag } of await projections.list()) this.set({ projection: name }, lag);
      },
    });
  }
  if (consumers === undefined) return;
  new Gauge({
    name: 'daybook_consumer_lag_positions',
    help: 'Positions of the log that a consumer has not applied yet',
    labelNames: ['consumer'],
    registers: [registry],
    async collect() {
      for (const { consumer, lag } of await consumers.list()) this.set({ consumer }, lag);
    },
  });
  new Gauge({
    name: 'daybook_dead_letters',
    help: 'Facts that a consumer could not apply and that wait for an operator',
    labelNames: ['consumer'],
    registers: [registry],
    async collect() {
      for (const { consumer, deadLetters } of await consumers.list()) this.set({ consumer }, deadLetters);
    },
  });
};
