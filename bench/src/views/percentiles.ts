export type Percentiles = Readonly<{ p50Ms: number; p99Ms: number }>;

/** Asks again and again, one after the other, after a warm-up. */
export const percentilesOf = async (times: number, ask: () => Promise<unknown>): Promise<Percentiles> => {
  for (let warm = 0; warm < times / 4; warm += 1) await ask();
  const tookMs: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const started = performance.now();
    await ask();
    tookMs.push(performance.now() - started);
  }
  tookMs.sort((a, b) => a - b);
  const at = (fraction: number): number => tookMs[Math.min(tookMs.length - 1, Math.floor(fraction * tookMs.length))] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
};
