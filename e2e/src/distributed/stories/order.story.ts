import { expect, it } from '@jest/globals';
import type { RealPart } from '@daybook/testing';
import { factsInLog } from '../../harness/log-facts.js';
import type { RunningDaybook } from '../../harness/running-daybook.js';
import { eventually } from '../../harness/wait.js';
import { appliedPositions, factsOnTopics } from '../harness/topic.reader.js';

const topics = ['repositories', 'versions', 'runs', 'deployments'] as const;

/** What Kafka and the log must say of each other, whatever was done to whoever stands between them. */
export const tellOrder = (fleet: RunningDaybook, kafka: RealPart): void => {
  it('has told Kafka every fact, in the order of the log per key', async () => {
    const logged = (await factsInLog(fleet.url)).filter(({ topic }) => (topics as readonly string[]).includes(topic));
    const told = () => factsOnTopics(kafka.url, 'daybook', topics).then(appliedPositions);
    const wanted = appliedPositions(logged);
    const enough = (positions: Awaited<ReturnType<typeof told>>): boolean => Object.values(positions).flat().length >= logged.length;
    expect(await eventually(told, enough, 60_000)).toEqual(wanted);
  }, 120_000);

  it('has done nothing twice', async () => {
    const facts = await factsInLog(fleet.url);
    const onceOnly = ['daybook.version.queued.v1', 'daybook.run.completed.v1'];
    const subjects = facts.filter(({ type }) => onceOnly.includes(type)).map(({ type, subject }) => `${type} ${subject}`);
    expect(subjects.filter((one, index) => subjects.indexOf(one) !== index)).toEqual([]);
  });
};
