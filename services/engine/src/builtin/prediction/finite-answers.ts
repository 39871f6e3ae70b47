import type { RenderedConfiguration } from '@daybook/ludwig';
import type { Predictions } from '../evaluation/evaluation.types.js';
import { InvalidRows } from './invalid-rows.error.js';

/** No answer is given from scores that overflow. @throws InvalidRows naming row and output */
export const refuseNonFinite = (
  { output_features: outputs }: RenderedConfiguration,
  answers: readonly Predictions[],
  rowCount: number,
): void => {
  const problems = outputs.flatMap(({ name }, index) => {
    const answer = answers[index] as Predictions;
    const values = answer.type === 'number' ? answer.values : answer.probabilities;
    const size = values.length / rowCount;
    const lost = new Set(Array.from(values.keys()).flatMap((at) => (Number.isFinite(values[at]) ? [] : [Math.floor(at / size)])));
    return [...lost].map((row) => ({ row, field: name, expected: 'a finite answer', found: 'scores that overflow: the row lies too far from all that was learned' }));
  });
  if (problems.length > 0) throw new InvalidRows(problems.toSorted((a, b) => a.row - b.row));
};
