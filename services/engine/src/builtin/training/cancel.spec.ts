import { describe, expect, it } from '@jest/globals';
import { runTraining } from '../builtin-training.js';
import { input, output, renderedConfiguration } from '../fixtures/configuration.fixture.js';
import { xorTable } from '../fixtures/tables.fixture.js';
import { recordedRun } from '../fixtures/training-run.fixture.js';

const xor = (trainer: NonNullable<Parameters<typeof renderedConfiguration>[0]['trainer']> = {}) =>
  renderedConfiguration({ inputs: [input.number('a'), input.number('b')], outputs: [output.binary('label')], trainer });

describe('cancel', () => {
  it.each(['preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'] as const)(
    'ends a run that is %s',
    async (phase) => {
      const abort = new AbortController();
      const { job } = recordedRun(xor({ epochs: 3 }), xorTable(120), {
        signal: abort.signal,
        report: (event) => void (event.kind === 'phase' && event.phase === phase && abort.abort()),
      });
      expect(await runTraining(job)).toEqual({ status: 'canceled' });
    },
  );

  it('ends an epoch halfway, while the event loop goes on turning', async () => {
    const abort = new AbortController();
    const endless = xor({ epochs: 1, batch_size: 1 });
    const { job, events } = recordedRun(endless, xorTable(20_000), {
      signal: abort.signal,
      report: (event) =>
        void (event.kind === 'phase' && event.phase === 'training' && setTimeout(() => abort.abort(), 100)),
    });
    expect(await runTraining(job)).toEqual({ status: 'canceled' });
    expect(events.filter(({ kind }) => kind === 'evaluation')).toEqual([]);
  });
});
