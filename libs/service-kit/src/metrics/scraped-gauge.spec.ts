import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { scrapedGauge, type Sample } from './scraped-gauge.js';

describe('a gauge that asks at each scrape', () => {
  const scrape = async (labelNames: readonly string[], ...answers: readonly (() => Promise<readonly Sample[]>)[]): Promise<readonly (readonly string[])[]> => {
    const registry = new Registry();
    let asked = 0;
    scrapedGauge(registry, { name: 'lag', help: 'h', labelNames }, async () => (await answers[asked++]?.()) ?? []);
    const scrapes: (readonly string[])[] = [];
    for (const _ of answers) scrapes.push((await registry.metrics()).split('\n').filter((line) => line.startsWith('lag')));
    return scrapes;
  };
  const gone = () => Promise.reject(new Error('gone'));

  it('has the series of this moment, and no more', async () => {
    const of = (view: string, value: number) => async () => [{ labels: { view }, value }];
    expect(await scrape(['view'], of('a', 1), of('b', 2))).toEqual([['lag{view="a"} 1'], ['lag{view="b"} 2']]);
  });

  it('has none while it cannot ask, with labels or without', async () => {
    expect(await scrape(['view'], async () => [{ labels: { view: 'a' }, value: 1 }], gone)).toEqual([['lag{view="a"} 1'], []]);
    expect(await scrape([], async () => [{ labels: {}, value: 3 }], gone)).toEqual([['lag 3'], []]);
  });

  it('gives up what does not answer', async () => {
    expect(await scrape([], () => new Promise(() => undefined))).toEqual([[]]);
  });
});
