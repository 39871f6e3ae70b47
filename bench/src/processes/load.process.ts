import autocannon from 'autocannon';

/** `path` and `body` may hold `{n}`, a number that is another one for each request, and `{n%64}`, which begins again after 64. */
export type Load = Readonly<{
  url: string;
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  body?: object;
  connections: number;
  /** So many requests, or for so long. */
  amount?: number;
  durationS?: number;
  /** So many requests a second, whether earlier ones are answered or not; as many as are answered when absent. */
  ratePerS?: number;
}>;
export type LoadResult = Readonly<{ perSecond: number; p50Ms: number; p99Ms: number; refused: number }>;

/** The load generator, in a process of its own: what it costs is not taken from the one that answers. */
const run = async ({ url, method, path, body, connections, amount, durationS, ratePerS }: Load): Promise<LoadResult> => {
  let n = 0;
  const numbered = (text: string): string => text.replace(/\{n(?:%(\d+))?\}/g, (_, most?: string) => String(most === undefined ? n : n % Number(most)));
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    n += 1;
    const content = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: numbered(JSON.stringify(body)) };
    return { ...request, path: numbered(path), ...content };
  };
  const rate = ratePerS === undefined ? {} : { overallRate: ratePerS };
  const until = { ...(amount === undefined ? {} : { amount }), ...(durationS === undefined ? {} : { duration: durationS }) };
  const started = performance.now();
  let endedMs = 0;
  const { requests, latency, non2xx, errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = { url, connections, ...until, ...rate, requests: [{ method, setupRequest }] };
    const instance = autocannon(options, (error: Error | null, result: autocannon.Result) => (error === null ? resolve(result) : reject(error)));
    // Its own duration is in whole seconds.
    instance.on('response', () => (endedMs = performance.now() - started));
  });
  return { perSecond: (requests.total / endedMs) * 1000, p50Ms: latency.p50, p99Ms: latency.p99, refused: non2xx + errors };
};

process.once('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result, () => process.disconnect()));
});
