import { Gauge, type Registry } from 'prom-client';

/** One series of a gauge at this moment. */
export type Sample = Readonly<{ labels: Readonly<Record<string, string>>; value: number }>;
export type ScrapedGauge = Readonly<{ name: string; help: string; labelNames?: readonly string[] }>;

const patienceMs = 2000;

const within = async <T>(asked: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
};

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
