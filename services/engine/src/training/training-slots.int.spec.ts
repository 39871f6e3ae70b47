import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { EngineReport, RunReport } from '@daybook/contracts';
import { renderConfiguration } from '@daybook/ludwig';
import { eventually, temporaryDirectory } from '@daybook/testing';
import { TrainingSlots } from './training-slots.js';

const directory = temporaryDirectory();
/** Does what the name of its dataset says. */
const program = join(directory, 'trainer.mjs');
writeFileSync(
  program,
  `const say = (report) => process.send(report);
   const end = (report) => process.send(report, () => process.disconnect());
   const acts = {
     complete() {
       say({ type: 'phase', phase: 'training' });
       for (let epoch = 1; epoch <= 20; epoch += 1) say({ type: 'log', line: 'epoch ' + epoch });
       end({ type: 'canceled' });
     },
     fail() {
       for (let line = 1; line <= 60; line += 1) say({ type: 'log', line: 'line ' + line });
       end({ type: 'failed', phase: 'training', errorCode: 'diverged', message: 'loss is NaN', logTail: [] });
     },
     crash() { console.error('out of memory'); process.exit(7); },
     obey() { say({ type: 'phase', phase: 'training' }); },
     hang() { say({ type: 'phase', phase: 'training' }); deaf = true; },
   };
   let deaf = false;
   process.on('message', (order) => {
     if (order.type === 'train') return acts[order.job.dataset.name]();
     if (!deaf) end({ type: 'canceled' });
   });
   process.on('disconnect', () => process.exit(0));`,
);

const configuration = renderConfiguration({
  input_features: [{ name: 'age', type: 'number' }],
  output_features: [{ name: 'churn', type: 'binary' }],
});
type Act = 'complete' | 'fail' | 'crash' | 'obey' | 'hang';
const train = (name: Act, attempt = 1, runId = 'run') => {
  const dataset = { datasetId: 'd1', name, artifact: { sha256: 'a'.repeat(64), sizeBytes: 1 }, rows: 1 };
  return { type: 'train', engineId: 'e1', runId, attempt, configuration, dataset, checkpoint: null } as const;
};

let slots: TrainingSlots;
const start = (cancelGraceMs = 20_000): { said: RunReport[]; until: (type: string, attempt?: number) => Promise<RunReport> } => {
  const said: RunReport[] = [];
  const send = async (report: EngineReport): Promise<void> => void said.push(report as RunReport);
  slots = new TrainingSlots({ engineId: 'e1', artifacts: { kind: 'directory', directory } }, { send }, { program, cancelGraceMs });
  const until = (type: string, attempt = 1): Promise<RunReport> =>
    eventually(() => {
      const found = said.find((report) => report.type === type && report.attempt === attempt);
      if (found === undefined) throw new Error(`not said: ${type}; said: ${said.map((report) => report.type).join(', ')}`);
      return found;
    });
  return { said, until };
};
afterEach(() => slots.stop());

describe('An attempt', () => {
  it('is accepted first, then speaks in its order, and frees its slot with the last word', async () => {
    const { said, until } = start();
    slots.train(train('complete'));
    expect(slots.running()).toEqual([{ runId: 'run', attempt: 1 }]);
    await until('canceled');
    expect(said.map(({ type }) => type)).toEqual(['accepted', 'phase', ...Array<string>(20).fill('log'), 'canceled']);
    expect(said.map(({ sequence }) => sequence)).toEqual(said.map((_, index) => index + 1));
    expect(new Set(said.map(({ engineId, runId, attempt }) => `${engineId}/${runId}/${attempt}`))).toEqual(new Set(['e1/run/1']));
    expect(slots.running()).toEqual([]);
  });

  it('that fails shows the end of its log', async () => {
    const { until } = start();
    slots.train(train('fail'));
    const failed = await until('failed');
    const logTail = Array.from({ length: 50 }, (_, index) => `line ${index + 11}`);
    expect(failed).toMatchObject({ errorCode: 'diverged', logTail });
  });

  it('that dies without a word is said to have crashed, with what it wrote last', async () => {
    const { until } = start();
    slots.train(train('crash'));
    expect(await until('crashed')).toMatchObject({ message: 'the training process ended with exit code 7', logTail: ['out of memory'] });
    expect(slots.running()).toEqual([]);
  });

  it('is begun once, however often it is asked for', async () => {
    const { said, until } = start();
    slots.train(train('obey'));
    slots.train(train('obey'));
    await until('phase');
    expect(said.filter(({ type }) => type === 'accepted')).toHaveLength(1);
  });

  it('is ended by a newer attempt at the same run, and says nothing of the newer one', async () => {
    const { until } = start();
    slots.train(train('hang'));
    await until('phase');
    slots.train(train('obey', 2));
    expect(await until('crashed', 1)).toMatchObject({ message: 'the training process ended with SIGKILL' });
    await until('phase', 2);
    expect(slots.running()).toEqual([{ runId: 'run', attempt: 2 }]);
    slots.train(train('obey', 1));
    expect(slots.running()).toEqual([{ runId: 'run', attempt: 2 }]);
  });
});

describe('Canceling', () => {
  it('lets an attempt end by itself', async () => {
    const { said, until } = start();
    slots.train(train('obey'));
    await until('phase');
    slots.cancel({ runId: 'run', attempt: 1 });
    await until('canceled');
    expect(said.map(({ type }) => type)).toEqual(['accepted', 'phase', 'canceled']);
  });

  it('kills an attempt that does not listen', async () => {
    const { said, until } = start(50);
    slots.train(train('hang'));
    await until('phase');
    slots.cancel({ runId: 'run', attempt: 1 });
    slots.cancel({ runId: 'run', attempt: 1 });
    await until('canceled');
    expect(said.filter(({ type }) => type === 'canceled' || type === 'crashed')).toHaveLength(1);
  });

  it('is answered where nothing runs, and ignores a newer attempt', async () => {
    const { until } = start();
    slots.cancel({ runId: 'run', attempt: 3 });
    expect(await until('canceled', 3)).toMatchObject({ runId: 'run', engineId: 'e1' });
    slots.train(train('obey', 4));
    slots.cancel({ runId: 'run', attempt: 3 });
    await until('phase', 4);
    expect(slots.running()).toEqual([{ runId: 'run', attempt: 4 }]);
  });
});

describe('Stopping an engine', () => {
  it('ends every attempt', async () => {
    const { until } = start();
    slots.train(train('hang'));
    slots.train(train('hang', 1, 'other'));
    await until('phase');
    await slots.stop();
    await until('crashed');
    expect(slots.running()).toEqual([]);
  });
});
