import type { RenderedConfiguration } from '@daybook/ludwig';
import { TrainingFailed } from '../training.errors.js';
import type { DatasetRows, TableRows } from '../training.types.js';
import type { EncodedFeature } from './cells.types.js';
import { encodeFeature, fitInput, fitOutput, type InputMetadata, type OutputMetadata } from './feature.codec.js';
import { refuseUnknownClasses } from './class-weights.js';
import { fillFromNeighbours, rowsToKeep } from './missing-values.js';
import { balanceRows, sampleRows } from './sampling.js';
import { notesOn } from './preprocessing-notes.js';
import { splitRows, type Parts } from './split.js';
import { pickRows, tableColumns } from './table-columns.js';
import { encodeTarget, type EncodedTarget } from './target.codec.js';

/** What a model needs besides its weights to read rows and to name its answers; in order of the configuration's features. */
export type TrainingSetMetadata = Readonly<{ inputs: readonly InputMetadata[]; outputs: readonly OutputMetadata[] }>;

/** One part of the data. `rowNumbers` count the table's rows from 1. */
export type EncodedPart = Readonly<{
  rowCount: number;
  rowNumbers: readonly number[];
  inputs: readonly EncodedFeature[];
  targets: readonly EncodedTarget[];
}>;

export type EncodedDataset = Readonly<{
  metadata: TrainingSetMetadata;
  training: EncodedPart;
  validation: EncodedPart;
  test: EncodedPart;
  /** Positions within the training part that an epoch visits: all, or those after over- or undersampling. */
  visits: Uint32Array;
  rows: DatasetRows;
  /** What the data made preprocessing assume; for the run's log. */
  notes: readonly string[];
}>;

const MIN_ROWS = 10;

/** Samples, drops, splits, fits on the training part and encodes all parts. @throws TrainingFailed */
export const prepareDataset = (configuration: RenderedConfiguration, table: TableRows): EncodedDataset => {
  const { input_features: inputs, output_features: outputs, preprocessing, random_seed: seed } = configuration;
  const columns = tableColumns(table);
  const features = [...inputs, ...outputs];
  features.forEach((feature) => columns.column(feature.column));
  outputs.forEach((output) => refuseUnknownClasses(output, columns.column(output.column)));
  const sampled = sampleRows(columns.rowCount, preprocessing.sample_ratio, seed);
  const kept = rowsToKeep(features, columns, sampled);
  if (kept.length < MIN_ROWS)
    throw new TrainingFailed('too-few-rows', `${kept.length} usable rows; at least ${MIN_ROWS} are needed.`);
  const parts = splitRows(preprocessing.split, columns, kept, seed);
  const cellsOf = (feature: (typeof features)[number]) =>
    fillFromNeighbours(feature, pickRows(columns.column(feature.column), kept));
  const positions = positionsOf(kept, parts);
  const inputCells = inputs.map(cellsOf);
  const outputCells = outputs.map(cellsOf);
  const at = <T>(items: readonly T[], index: number) => items[index] as T;
  const metadata: TrainingSetMetadata = {
    inputs: inputs.map((input, i) =>
      fitInput(input, at(inputCells, i), pickRows(at(inputCells, i), positions.training)),
    ),
    outputs: outputs.map((output, i) =>
      fitOutput(output, at(outputCells, i), pickRows(at(outputCells, i), positions.training)),
    ),
  };
  const encode = (rows: readonly number[]): EncodedPart => {
    const cells = inputCells.map((column) => pickRows(column, rows));
    return {
      rowCount: rows.length,
      rowNumbers: rows.map((row) => (kept[row] as number) + 1),
      inputs: metadata.inputs.map((input, i) => encodeFeature(input, at(cells, i))),
      targets: metadata.outputs.map((output, i) => encodeTarget(output, pickRows(at(outputCells, i), rows))),
    };
  };
  const training = encode(positions.training);
  refuseConstantTargets(configuration, training);
  return {
    metadata,
    training,
    validation: encode(positions.validation),
    test: encode(positions.test),
    visits: balanceRows(preprocessing, outputs, training.targets, seed),
    notes: notesOn(features, [...metadata.inputs, ...metadata.outputs]),
    rows: {
      training: parts.training.length,
      validation: parts.validation.length,
      test: parts.test.length,
      dropped: sampled.length - kept.length,
      unused: columns.rowCount - sampled.length,
    },
  };
};

/** From rows of the table to positions among the rows kept. */
const positionsOf = (kept: readonly number[], parts: Parts): Parts => {
  const position = new Map(kept.map((row, index) => [row, index]));
  const translate = (rows: readonly number[]) => rows.map((row) => position.get(row) as number);
  return { training: translate(parts.training), validation: translate(parts.validation), test: translate(parts.test) };
};

const refuseConstantTargets = ({ output_features: outputs }: RenderedConfiguration, training: EncodedPart): void => {
  outputs.forEach((output, index) => {
    const raw = (training.targets[index] as EncodedTarget).raw;
    if (raw.some((value) => value !== raw[0])) return;
    throw new TrainingFailed(
      'target-constant',
      `Target column "${output.column}" holds one value in all ${training.rowCount} training rows; there is nothing to learn.`,
    );
  });
};
