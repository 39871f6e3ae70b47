import { expect, it } from '@jest/globals';
import type { RealPart } from '@daybook/testing';
import { factsInLog } from '../../harness/log-facts.js';
import type { RunningDaybook } from '../../harness/running-daybook.js';
import { eventually } from '../../harness/wait.js';
import { lifecycleTopics } from '../harness/redelivery.js';
import { appliedPositions, factsOnTopics } from '../harness/topic.reader.js';

/** What Kafka and the log must say of each other, whatever was done to whoever stands between them. */
export const tellOrder = (fleet: RunningDaybook, kafka: RealPart, prefix = 'daybook'): void => {
  it('has told Kafka every fact, in the order of the log per key', async () => {
    const logged = await factsInLog(fleet.url);
    const told = () => factsOnTopics(kafka.url, prefix, lifecycleTopics).then(appliedPositions);
    const wanted = appliedPositions(logged);
    const enough = (positions: Awaited<ReturnType<typeof told>>): boolean => Object.values(positions).flat().length >= logged.length;
    expect(await eventually(told, enough, 60_000)).toEqual(wanted);
  }, 120_000);
};
