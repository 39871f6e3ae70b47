import { expect } from '@jest/globals';
import type { Acknowledged } from '../../harness/mixed-load.js';
import type { RunningDaybook } from '../../harness/running-daybook.js';
import { eventually } from '../../harness/wait.js';

const withinMs = 90_000;
type Standing = Readonly<{ consumer: string; kind?: string; lag: number; halted: boolean }>;

const nameOf = ({ consumer, kind = 'fact' }: Standing): string => `${consumer} ${kind}`;

/** Every service has heard of these versions, every consumer has been seen with nothing left to read, and nobody has laid anything aside. */
export const expectConvergence = async (daybook: RunningDaybook, versions: readonly Acknowledged[]): Promise<void> => {
  const client = daybook.client();
  for (const { repo, number, versionId, position } of versions) {
    // A view may be a while behind: then the answer is that it is, and not another version.
    const version = () => client.version(repo, number, position).then((shown) => shown, () => null);
    expect(await eventually(version, (shown) => shown !== null, withinMs)).toMatchObject({ versionId, number });
    const run = () => client.versionPart(repo, number, 'run').then(({ versionId: id }) => id, () => null);
    await eventually(run, (id) => id === versionId, withinMs);
  }
  const caughtUp = new Set<string>();
  const standings = async (): Promise<readonly Standing[]> => {
    const answer = await fetch(`${daybook.url}/v1/operations/consumers`);
    return answer.ok ? ((await answer.json()) as { items: readonly Standing[] }).items : [];
  };
  await eventually(
    standings,
    (items) => {
      for (const standing of items) if (standing.lag === 0 && !standing.halted) caughtUp.add(nameOf(standing));
      return items.length > 0 && items.every((standing) => caughtUp.has(nameOf(standing)));
    },
    withinMs,
  );
  expect((await client.deadLetters()).items).toEqual([]);
};
