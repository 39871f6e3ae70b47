import { describe, expect, it } from '@jest/globals';
import { openArtifactStore } from '@daybook/artifacts';
import { temporaryDirectory } from '@daybook/testing';
import { input, output, renderedConfiguration } from '../builtin/fixtures/configuration.fixture.js';
import { xorTable } from '../builtin/fixtures/tables.fixture.js';
import { attemptTraining } from './attempt.js';
import type { TrainerReport } from './trainer.messages.js';

const directory = temporaryDirectory();
const configuration = renderedConfiguration({
  inputs: [input.number('a'), input.number('b')],
  outputs: [output.binary('label')],
  trainer: { epochs: 60, early_stop: 4, learning_rate: 0.03, validation_field: 'label', validation_metric: 'accuracy' },
});
const { columns, rows } = xorTable(200);
const csv = [columns, ...rows].map((cells) => cells.join(',')).join('\n');

type Report<T extends TrainerReport['type']> = Extract<TrainerReport, { type: T }>;

/** Trains on the table in this process; `of` answers what was said of a type. */
const attempt = async (change: Partial<typeof configuration> = {}, table = csv) => {
  const store = await openArtifactStore({ kind: 'directory', directory });
  const bytes = async function* () {
    yield new TextEncoder().encode(table);
  };
  const artifact = await store.put(bytes());
  const job = {
    runId: 'r',
    attempt: 1,
    configuration: { ...configuration, ...change },
    dataset: { datasetId: 'd', name: 'xor', artifact, rows: rows.length },
    checkpoint: null,
  };
  const said: TrainerReport[] = [];
  const last = await attemptTraining(job, store, new AbortController().signal, async (report) => void said.push(report));
  const of = <T extends TrainerReport['type']>(type: T) => said.filter((report): report is Report<T> => report.type === type);
  return { last, of };
};

describe('an attempt', () => {
  it('names the best epoch with the best checkpoint, and the last one with the latest', async () => {
    const { last, of } = await attempt();
    const { bestEpoch, epochs } = last as Report<'completed'>;
    expect(bestEpoch).toBeLessThan(epochs);
    expect(of('checkpoint').findLast(({ kind }) => kind === 'best')).toMatchObject({ epoch: bestEpoch });
    expect(of('checkpoint').findLast(({ kind }) => kind === 'latest')).toMatchObject({ epoch: epochs });
  });
});
