import { readFileSync } from 'node:fs';
import { renderConfiguration } from '@daybook/ludwig';
import { runTraining } from '@daybook/engine/builtin';
import { parse } from 'csv-parse/sync';
import type { BaselineTask } from './baseline-tasks.js';
import { SPLIT_COLUMN, withSplitColumn, type Table } from './repeated-split.js';

const ROOT = new URL('../../../', import.meta.url);

export const readTable = ({ dataset }: BaselineTask): Table => {
  const [columns = [], ...rows] = parse(readFileSync(new URL(`examples/data/${dataset}.csv`, ROOT))) as string[][];
  return { columns, rows };
};

type Raw = Readonly<{ input_features: readonly { name: string; type: string }[]; preprocessing?: object }> & Readonly<Record<string, unknown>>;

/** The example configuration of a task, as it was written. */
export const exampleOf = ({ configuration }: BaselineTask): Raw =>
  JSON.parse(readFileSync(new URL(`examples/configurations/${configuration}.json`, ROOT), 'utf8')) as Raw;

/** Trains a configuration on the split of one seed and answers the task's metric on the test part. */
export const trainedResult = async (task: BaselineTask, raw: Raw, table: Table, seed: number): Promise<number> => {
  const preprocessing = { ...raw.preprocessing, split: { type: 'fixed', column: SPLIT_COLUMN } };
  const outcome = await runTraining({
    configuration: renderConfiguration({ ...raw, preprocessing, random_seed: seed }),
    table: withSplitColumn(table, task.target, task.stratified, seed),
    signal: new AbortController().signal,
    checkpointIntervalMs: Number.POSITIVE_INFINITY,
    report: () => undefined,
    saveCheckpoint: async () => undefined,
  });
  const value = outcome.status === 'completed' ? outcome.evaluation.parts.test?.metrics[task.target]?.[task.metric] : undefined;
  if (typeof value !== 'number') throw new Error(`${task.title}: no ${task.metric} for seed ${seed}`);
  return value;
};
