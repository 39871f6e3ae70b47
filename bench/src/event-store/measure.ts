/** Events per second of one way to do a thing, over several rounds. */
export type Measured = Readonly<{ name: string; perSecond: number }>;

export type Contender = Readonly<{ name: string; run: () => Promise<number> | number }>;

/** Runs the contenders in turn, `rounds` times over, so that noise meets all; the median of events per second of each. */
export const measure = async (rounds: number, contenders: readonly Contender[]): Promise<readonly Measured[]> => {
  const rates = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { run }] of contenders.entries()) {
      globalThis.gc?.();
      const started = performance.now();
      const events = await run();
      rates[index]?.push((events / (performance.now() - started)) * 1000);
    }
  }
  return contenders.map(({ name }, index) => ({ name, perSecond: median(rates[index] ?? []) }));
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Rows of a Markdown table; the first of the measured is what the others are compared with. */
export const tableRows = (title: string, measured: readonly Measured[]): readonly string[] =>
  measured.map(({ name, perSecond }) => {
    const ratio = perSecond / (measured[0]?.perSecond ?? perSecond);
    return `| ${title} | ${name} | ${Math.round(perSecond).toLocaleString('en')} | ${ratio.toFixed(2)} |`;
  });
