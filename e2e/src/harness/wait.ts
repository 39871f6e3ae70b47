import type { DaybookClient, Document } from '@daybook/client';

/** Asks until the answer is as wanted. */
export const eventually = async <T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, withinMs = 30_000): Promise<T> => {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not in time; the last answer was ${JSON.stringify(answer).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const ended: readonly unknown[] = ['ready', 'failed', 'canceled', 'deployed'];

/** The version once its run has ended. */
export const endOf = (client: DaybookClient, repo: string, n: number, withinMs?: number): Promise<Document> =>
  eventually(() => client.version(repo, n), ({ status }) => ended.includes(status), withinMs);
