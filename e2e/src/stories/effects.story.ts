import { expect, it } from '@jest/globals';
import { misstepsIn, repeated, repeatedEvaluations, unfaithful } from '../harness/lifecycles/effects.js';
import { factsInLog } from '../harness/log-facts.js';
import type { Settled } from '../harness/mixed-load.js';
import type { RunningDaybook } from '../harness/running-daybook.js';

/** That nothing was done twice, nor left out: neither by those who command, nor by what reacts to what has happened. */
export const tellEffects = (daybook: RunningDaybook, settled: readonly Settled[]): void => {
  it('has every event once, by its id and by its place', async () => {
    const facts = await factsInLog(daybook.url);
    expect(repeated(facts.map(({ id }) => id))).toEqual([]);
    expect(repeated(facts.map(({ subject, revision }) => `${subject}@${revision}`))).toEqual([]);
    expect(repeated(facts.map(({ position }) => String(position)))).toEqual([]);
  });

  it('has carried out each acknowledged command once, however often it was sent, and no refused one', async () => {
    expect(settled.length).toBeGreaterThan(0);
    expect(unfaithful(await factsInLog(daybook.url), settled)).toEqual([]);
  });

  it('has taken no step of a run, a version or a deployment twice or out of turn', async () => {
    const facts = await factsInLog(daybook.url);
    expect(misstepsIn(facts)).toEqual([]);
    expect(repeatedEvaluations(facts)).toEqual([]);
  });
};
