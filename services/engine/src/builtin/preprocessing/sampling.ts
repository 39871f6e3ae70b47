import type { OutputFeature, Preprocessing } from '@daybook/ludwig';
import { seededRandom } from '../random/seeded-random.js';
import { TrainingFailed } from '../training.errors.js';
import type { EncodedTarget } from './target.codec.js';

/** A seeded share of the rows, in their order. */
export const sampleRows = (rowCount: number, ratio: number, seed: number): readonly number[] => {
  const rows = Array.from({ length: rowCount }, (_, index) => index);
  if (ratio >= 1) return rows;
  const chosen = seededRandom(seed, 'sample')
    .permutation(rowCount)
    .slice(0, Math.round(rowCount * ratio));
  return Array.from(chosen).sort((a, b) => a - b);
};

/**
 * Training rows after over- or undersampling, as positions within the training part. Only a single binary output can be
 * balanced. @throws TrainingFailed sampling-unfit
 */
export const balanceRows = (
  preprocessing: Preprocessing,
  outputs: readonly OutputFeature[],
  targets: readonly EncodedTarget[],
  seed: number,
): Uint32Array => {
  const { oversample_minority: over, undersample_majority: under } = preprocessing;
  const values = (targets[0] as EncodedTarget).values;
  const all = Uint32Array.from(values, (_, row) => row);
  if (over === null && under === null) return all;
  if (outputs.length !== 1 || outputs[0]?.type !== 'binary')
    throw new TrainingFailed(
      'sampling-unfit',
      'oversample_minority and undersample_majority need exactly one output, of type binary.',
    );
  if (over !== null && under !== null)
    throw new TrainingFailed('sampling-unfit', 'oversample_minority and undersample_majority exclude each other.');
  const positive = all.filter((row) => values[row] === 1);
  const negative = all.filter((row) => values[row] !== 1);
  const [minority, majority] = positive.length <= negative.length ? [positive, negative] : [negative, positive];
  const random = seededRandom(seed, 'balance');
  if (over !== null) {
    const added = Math.max(0, Math.round(majority.length * over) - minority.length);
    return Uint32Array.from([
      ...all,
      ...Array.from({ length: added }, () => minority[Math.floor(random.uniform() * minority.length)] as number),
    ]);
  }
  const kept = Math.min(majority.length, Math.round(minority.length / (under as number)));
  const chosen = Array.from(random.permutation(majority.length).slice(0, kept), (index) => majority[index] as number);
  return Uint32Array.from([...minority, ...chosen]).sort();
};
