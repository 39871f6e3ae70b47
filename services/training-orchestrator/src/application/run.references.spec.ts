import { describe, expect, it } from '@jest/globals';
import type { RunCard } from '../projections/run-card.projection.js';
import { artifacts } from '../fixtures/run.fixture.js';
import { artifactsOfRun } from './run.references.js';

const ref = (letter: string) => ({ sha256: letter.repeat(64), sizeBytes: 1 });
const checkpoints = { latest: { attempt: 1, epoch: 3, artifact: ref('b') }, best: { attempt: 1, epoch: 2, artifact: ref('c') } };
const of = (status: RunCard['status'], made: RunCard['artifacts'] = null) => artifactsOfRun({ status, artifacts: made, checkpoints });

describe('What a run keeps from the garbage', () => {
  it.each(['queued', 'working', 'canceling'] as const)('is its checkpoints while it is %s', (status) => {
    expect(of(status)).toEqual([ref('b').sha256, ref('c').sha256]);
  });

  it('is what it has made once it has completed, and nothing when it ended otherwise', () => {
    expect(of('completed', artifacts)).toEqual(Object.values(artifacts).map(({ sha256 }) => sha256));
    expect([of('failed'), of('canceled')]).toEqual([[], []]);
  });
});
