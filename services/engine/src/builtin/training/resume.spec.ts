import { describe, expect, it } from '@jest/globals';
import { runTraining } from '../builtin-training.js';
import { input, output, renderedConfiguration } from '../fixtures/configuration.fixture.js';
import { textTable, xorTable } from '../fixtures/tables.fixture.js';
import { completed, recordedRun } from '../fixtures/training-run.fixture.js';

const table = textTable(120);
const job = renderedConfiguration({
  inputs: [input.text('message')],
  outputs: [output.category('topic')],
  combiner: { dropout: 0.3 },
  trainer: {
    epochs: 7,
    early_stop: 4,
    learning_rate_scheduler: { reduce_on_plateau: 2, reduce_on_plateau_patience: 1, reduce_on_plateau_rate: 0.5 },
  },
});

describe('resume', () => {
  it('from any epoch ends in the model and the history of a run that was never interrupted', async () => {
    const whole = recordedRun(job, table);
    const expected = await completed(whole.job);
    expect(whole.latest).toHaveLength(expected.epochsTrained);
    for (const checkpoint of whole.latest) {
      const resumed = await completed(recordedRun(job, table, { checkpoint }).job);
      expect(Buffer.compare(resumed.model, expected.model)).toBe(0);
      expect(resumed).toEqual(expected);
    }
  });

  it('goes on with the epoch after the checkpoint', async () => {
    const whole = recordedRun(job, table);
    await completed(whole.job);
    const resumed = recordedRun(job, table, { checkpoint: whole.latest[2] as Uint8Array });
    await completed(resumed.job);
    expect(resumed.events.find(({ kind }) => kind === 'evaluation')).toMatchObject({ epoch: 4 });
  });

  it('works after a cancel in the middle of an epoch', async () => {
    const canceled = recordedRun(job, table);
    let pauses = 0;
    const signal = {
      get aborted() {
        return canceled.latest.length >= 2 && ++pauses > 2;
      },
    } as AbortSignal;
    expect(await runTraining({ ...canceled.job, signal })).toEqual({ status: 'canceled' });
    expect(canceled.latest).toHaveLength(2);
    const resumed = await completed(recordedRun(job, table, { checkpoint: canceled.latest[1] as Uint8Array }).job);
    expect(Buffer.compare(resumed.model, (await completed(recordedRun(job, table).job)).model)).toBe(0);
  });

  it('starts afresh with a log line when the checkpoint is damaged or of another run', async () => {
    const whole = recordedRun(job, table);
    const expected = await completed(whole.job);
    const damaged = (whole.latest[0] as Uint8Array).slice();
    damaged[damaged.length - 1]! ^= 1;
    const xor = renderedConfiguration({
      inputs: [input.number('a')],
      outputs: [output.binary('label')],
      trainer: { epochs: 1 },
    });
    const other = recordedRun(xor, xorTable(60));
    await completed(other.job);
    for (const checkpoint of [damaged, other.latest[0] as Uint8Array, new Uint8Array(3)]) {
      const { job: resumed, events } = recordedRun(job, table, { checkpoint });
      expect(Buffer.compare((await completed(resumed)).model, expected.model)).toBe(0);
      expect(events).toContainEqual({ kind: 'log', line: expect.stringContaining('Checkpoint not used') });
    }
  });

  it('saves the best state whenever there is a new best one', async () => {
    const { job: run, best, events } = recordedRun(job, table);
    await completed(run);
    expect(best).toHaveLength(events.filter((event) => event.kind === 'evaluation' && event.best).length);
  });

  it('saves only the last state where the interval is longer than the run', async () => {
    const { job: run, latest, best } = recordedRun(job, table, { checkpointIntervalMs: 1e9 });
    const result = await completed(run);
    expect([latest.length, best.length]).toEqual([1, 1]);
    expect((await completed(recordedRun(job, table, { checkpoint: latest[0] as Uint8Array }).job)).model).toEqual(
      result.model,
    );
  });
});
