import { describe, expect, it } from '@jest/globals';
import { ArtifactStoreUnavailable, openArtifactStore, type ArtifactStore } from '@daybook/artifacts';
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

type Setting = Readonly<{ change?: Partial<typeof configuration>; open?: (store: ArtifactStore) => Promise<ArtifactStore>; signal?: AbortSignal }>;

/** Trains on the table in this process; `of` answers what was said of a type. */
const attempt = async ({ change = {}, open = async (store) => store, signal = new AbortController().signal }: Setting = {}) => {
  const store = await openArtifactStore({ kind: 'directory', directory });
  const bytes = async function* () {
    yield new TextEncoder().encode(csv);
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
  const last = await attemptTraining(job, () => open(store), signal, async (report) => void said.push(report));
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

  it('says what it trains on, what gets better, how it ends and how long its phases take', async () => {
    const { last, of } = await attempt();
    const { bestEpoch, epochs } = last as Report<'completed'>;
    const lines = of('log').map(({ line }) => line);
    const seconds = /took \d+\.\d s\.$/;
    expect(lines.filter((line) => !seconds.test(line) && !line.startsWith('Epoch '))).toEqual([
      'Dataset "xor": 200 rows, 4 columns.',
      'Rows: 140 training, 20 validation, 40 test; 0 dropped for missing cells, 0 not sampled.',
      'An epoch visits 140 rows in 5 batches of 32.',
      expect.stringMatching(/^Output "label" \(binary\): "false" \d+, "true" \d+ in the training rows\.$/),
      expect.stringMatching(/^Input "a" \(number\): 1 column, zscore, mean -?[\d.]+, deviation 0\.\d+, -0\.\d+ to 0\.\d+\.$/),
      expect.stringMatching(/^Input "b" \(number\): 1 column/),
      // 2·32 + 32, 32·32 + 32, 32 + 1
      'Network: 2 input columns, hidden layers 32, 32; 1185 parameters, 0 of them embeddings.',
      `Stopped early after epoch ${epochs}: 4 epochs without improvement.`,
      expect.stringMatching(new RegExp(`^Best epoch: ${bestEpoch}, with accuracy of "label" [\\d.]+\\.$`)),
    ]);
    expect(lines.findLast((line) => line.startsWith('Epoch '))).toMatch(new RegExp(`^Epoch ${bestEpoch}: accuracy of "label" [\\d.]+, the best so far\\.$`));
    const phases = ['preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'];
    expect(lines.filter((line) => seconds.test(line)).map((line) => line.split(' ')[0])).toEqual(phases);
  });

  it('says as its last words why it failed', async () => {
    const { last, of } = await attempt({ change: { input_features: [input.number('c')] } });
    const { message } = last as Report<'failed'>;
    expect(message).toContain('no column "c"');
    expect(of('log').at(-1)?.line).toBe(`Failed while preprocessing: ${message}`);
  });

  it('waits for an artifact store that is away, whenever that is, and loses nothing', async () => {
    let asked = 0;
    const everyOther = async <T>(action: () => Promise<T>): Promise<T> => {
      asked += 1;
      if (asked % 2 === 1) throw new ArtifactStoreUnavailable();
      return action();
    };
    const open = (store: ArtifactStore): Promise<ArtifactStore> =>
      everyOther(async () => {
        const [get, put] = [store.get.bind(store), store.put.bind(store)];
        return Object.assign(store, { get: (sha: string) => everyOther(() => get(sha)), put: (content: AsyncIterable<Uint8Array>) => everyOther(() => put(content)) });
      });
    const { last, of } = await attempt({ change: { trainer: { ...configuration.trainer, epochs: 2 } }, open });
    expect(last).toMatchObject({ type: 'completed', artifacts: { model: { sha256: expect.any(String) } } });
    const waits = of('log').filter(({ line }) => line === 'Waiting: the artifact store does not answer.');
    expect(of('log').filter(({ line }) => line === 'The artifact store answers again.')).toHaveLength(waits.length);
    expect(waits.length).toBeGreaterThanOrEqual(3);
  });

  it('is canceled while it waits for an artifact store', async () => {
    const canceling = new AbortController();
    const open = async (): Promise<never> => {
      setTimeout(() => canceling.abort(), 100);
      throw new ArtifactStoreUnavailable();
    };
    expect((await attempt({ open, signal: canceling.signal })).last).toEqual({ type: 'canceled' });
  });
});
