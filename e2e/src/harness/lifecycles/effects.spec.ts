import { describe, expect, it } from '@jest/globals';
import type { LoggedFact } from '../log-facts.js';
import type { Settled } from '../mixed-load.js';
import { misstepsIn, repeated, repeatedEvaluations, unfaithful } from './effects.js';

type Step = readonly [step: string, data?: LoggedFact['data']];

const story = (concept: string, steps: readonly Step[], correlationId = 'k'): readonly LoggedFact[] =>
  steps.map(([step, data = {}], index) => ({
    id: `${concept}-${index}`,
    type: `daybook.${concept}.${step}.v1`,
    topic: `${concept}s`,
    key: 'r',
    subject: `${concept}-a`,
    revision: index,
    position: index + 1,
    correlationId,
    data,
  }));

const run = (...steps: readonly (readonly [string, number, string?])[]) =>
  misstepsIn(story('run', steps.map(([step, attempt, phase]) => [step, phase === undefined ? { attempt } : { attempt, phase }])));

describe('Facts of a run', () => {
  it.each([
    [[['assigned', 1], ['phase-started', 1, 'training'], ['completed', 1]]],
    [[['assigned', 1], ['phase-started', 1, 'training'], ['requeued', 1], ['assigned', 2], ['phase-started', 2, 'training'], ['failed', 2]]],
    [[['canceled', 0]]],
    [[['assigned', 1], ['requeued', 1], ['canceled', 1]]],
  ] as const)('may be %j', (steps) => expect(run(...steps)).toEqual([]));

  it.each([
    ['an attempt assigned twice', [['assigned', 1], ['assigned', 1]]],
    ['a second attempt beside the first', [['assigned', 1], ['assigned', 2]]],
    ['an attempt left out', [['assigned', 1], ['requeued', 1], ['assigned', 3]]],
    ['a phase twice', [['assigned', 1], ['phase-started', 1, 'training'], ['phase-started', 1, 'training']]],
    ['two ends', [['assigned', 1], ['completed', 1], ['canceled', 1]]],
    ['a requeue twice', [['assigned', 1], ['requeued', 1], ['requeued', 1]]],
    ['what an outdated attempt says', [['assigned', 1], ['requeued', 1], ['assigned', 2], ['completed', 1]]],
    ['an end without a beginning', [['completed', 0]]],
  ] as const)('may not be %s', (_what, steps) => expect(run(...steps)).not.toEqual([]));

  it('have each point of the curve once', () => {
    const points = story('run', [['evaluated', { attempt: 1, epoch: 1 }], ['evaluated', { attempt: 2, epoch: 1 }], ['evaluated', { attempt: 1, epoch: 1 }]]);
    expect(repeatedEvaluations(points)).toEqual(['run-a 1 1']);
  });
});

const deployment = (...steps: readonly (readonly [string, number])[]) => misstepsIn(story('deployment', steps.map(([step, generation]) => [step, { generation }])));

describe('Facts of a deployment', () => {
  it.each([
    [[['requested', 1], ['assigned', 1], ['activated', 1], ['undeploying', 1], ['undeployed', 1], ['requested', 2]]],
    [[['requested', 1], ['assigned', 1], ['activated', 1], ['requested', 2], ['assigned', 2], ['activated', 2], ['undeployed', 1]]],
    [[['requested', 1], ['failed', 1], ['requested', 2]]],
    [[['requested', 1], ['undeploying', 1], ['undeployed', 1]]],
  ] as const)('may be %j', (steps) => expect(deployment(...steps)).toEqual([]));

  it.each([
    ['a generation twice', [['requested', 1], ['failed', 1], ['requested', 1]]],
    ['one on its way beside another', [['requested', 1], ['requested', 2]]],
    ['assigned twice', [['requested', 1], ['assigned', 1], ['assigned', 1]]],
    ['activated twice', [['requested', 1], ['assigned', 1], ['activated', 1], ['activated', 1]]],
    ['activated before it was assigned', [['requested', 1], ['activated', 1]]],
    ['undeployed twice', [['requested', 1], ['undeploying', 1], ['undeployed', 1], ['undeployed', 1]]],
    ['taken away while it serves', [['requested', 1], ['assigned', 1], ['activated', 1], ['undeployed', 1]]],
  ] as const)('may not be %s', (_what, steps) => expect(deployment(...steps)).not.toEqual([]));
});

const version = (...steps: readonly Step[]) => misstepsIn(story('version', steps));
const served: readonly Step[] = [['queued'], ['ready'], ['deploying', { deploymentId: 'd' }], ['deployed', { deploymentId: 'd' }]];

describe('Facts of a version', () => {
  it.each([
    [[['queued'], ['phase-started', { phase: 'training' }], ['requeued'], ['phase-started', { phase: 'training' }], ['starred'], ['ready']]],
    [[['queued'], ['canceling'], ['ready']]],
    [[...served, ['undeploying', { deploymentId: 'd' }], ['undeployed', { deploymentId: 'd' }], ['deploying', { deploymentId: 'd' }]]],
  ] as const)('may be %j', (steps) => expect(version(...(steps as readonly Step[]))).toEqual([]));

  it.each([
    ['queued twice', [['queued'], ['queued']]],
    ['two ends', [['queued'], ['ready'], ['failed']]],
    ['a phase twice', [['queued'], ['phase-started', { phase: 'training' }], ['phase-started', { phase: 'training' }]]],
    ['deployed twice', [...served, ['deployed', { deploymentId: 'd' }]]],
    ['deployed before it is ready', [['queued'], ['deploying', { deploymentId: 'd' }]]],
    ['canceled without being asked', [['queued'], ['canceled']]],
  ] as const)('may not be %s', (_what, steps) => expect(version(...(steps as readonly Step[]))).not.toEqual([]));
});

describe('The effects of a command', () => {
  const settled = (kind: 'create' | 'star', outcome: 'acknowledged' | 'refused'): Settled => ({
    command: { key: 'k', kind, method: 'POST', path: '/' },
    outcome: outcome === 'acknowledged' ? { outcome, answer: { position: 1 } } : { outcome, code: 'no' },
  });
  const queued = story('version', [['queued']]);

  it('are those that its answer says', () => {
    expect(unfaithful(queued, [settled('create', 'acknowledged')])).toEqual([]);
    expect(unfaithful([], [settled('star', 'acknowledged'), settled('create', 'refused')])).toEqual([]);
    // What others do because of it is none of its own.
    expect(unfaithful([...queued, ...story('run', [['canceled', { attempt: 0 }]]).map((fact) => ({ ...fact, causationId: 'c' }))], [settled('create', 'acknowledged')])).toEqual([]);
  });

  it('are found out where they are missing, doubled, or there although it was refused', () => {
    expect(unfaithful([], [settled('create', 'acknowledged')])).toHaveLength(1);
    expect(unfaithful([...queued, ...queued], [settled('create', 'acknowledged')])).toHaveLength(1);
    expect(unfaithful(queued, [settled('create', 'refused')])).toHaveLength(1);
  });

  it('are named once for each time too many', () => {
    expect(repeated(['a', 'b', 'a', 'a'])).toEqual(['a', 'a']);
  });
});
