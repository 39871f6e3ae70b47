import { Gauge, type Registry } from 'prom-client';
import { within } from './patience.js';

/** One series of a gauge at this moment. */
export type Sample = Readonly<{ labels: Readonly<Record<string, string>>; value: number }>;
export type ScrapedGauge = Readonly<{ name: string; help: string; labelNames?: readonly string[] }>;

/**
 * A gauge that asks at each scrape. What cannot be asked just then has no series, rather than an old value, or 0; the
 * rest of the scrape is whole.
 */
export const scrapedGauge = (registry: Registry, about: ScrapedGauge, read: () => Promise<readonly Sample[]>): void => {
  const { labelNames = [], ...named } = about;
  new Gauge({
    ...named,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      const samples = await within(read()).catch((): readonly Sample[] => []);
      this.reset();
      // Without labels a reset leaves a 0, which would be taken for an answer.
      if (labelNames.length === 0) this.remove();
      for (const { labels, value } of samples) this.set(labels, value);
    },
  });
};
