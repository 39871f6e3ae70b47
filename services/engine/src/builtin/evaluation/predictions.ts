import { sigmoid, softmax } from '../model/loss.js';
import { score, type Network } from '../model/network.js';
import type { Parameters } from '../model/parameters.js';
import type { EncodedFeature } from '../preprocessing/cells.types.js';
import type { OutputMetadata } from '../preprocessing/feature.codec.js';
import { denormalizeNumber } from '../preprocessing/number.codec.js';
import type { Pause } from '../training/pause.js';
import type { Predictions } from './evaluation.types.js';

const BATCH_ROWS = 1024;

export type Scored = Readonly<{ network: Network; parameters: Parameters; pause: Pause }>;

/** Scores of all rows per output, rows × size each. */
export const scoreRows = async (
  { network, parameters, pause }: Scored,
  inputs: readonly EncodedFeature[],
  rowCount: number,
): Promise<readonly Float32Array[]> => {
  const scores = network.plan.outputs.map(({ size }) => new Float32Array(rowCount * size));
  for (let start = 0; start < rowCount; start += BATCH_ROWS) {
    await pause();
    const rows = Uint32Array.from({ length: Math.min(BATCH_ROWS, rowCount - start) }, (_, index) => start + index);
    score(network, parameters, inputs, rows).forEach((values, output) =>
      scores[output]?.set(values, start * (network.plan.outputs[output]?.size ?? 1)),
    );
  }
  return scores;
};

/** From the network's scores to probabilities or values in the target's own unit. */
export const toPredictions = (metadata: OutputMetadata, scores: Float32Array): Predictions => {
  switch (metadata.type) {
    case 'binary':
      return { type: 'binary', probabilities: Float64Array.from(scores, sigmoid) };
    case 'category': {
      const classes = metadata.vocab_size;
      const probabilities = new Float64Array(scores.length);
      for (let start = 0; start < scores.length; start += classes)
        probabilities.set(softmax(scores.subarray(start, start + classes)), start);
      return { type: 'category', classes, probabilities };
    }
    case 'number':
      return { type: 'number', values: Float64Array.from(scores, (value) => denormalizeNumber(metadata, value)) };
  }
};
