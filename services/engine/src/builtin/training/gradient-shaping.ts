import type { Trainer } from '@daybook/ludwig';
import type { Parameters } from '../model/parameters.js';

/** Adds the gradient of the l1 and l2 penalties; biases are left free. The reported losses do not contain the penalty. */
export const addRegularization = (
  { regularization_type: type, regularization_lambda: lambda }: Trainer,
  parameters: Parameters,
  gradients: ReadonlyMap<string, Float32Array>,
): void => {
  if (type === null || lambda === 0) return;
  const [l1, l2] = [type === 'l2' ? 0 : lambda, type === 'l1' ? 0 : lambda];
  for (const [name, { values }] of parameters) {
    const gradient = gradients.get(name);
    if (gradient === undefined || name.endsWith('/bias')) continue;
    for (let i = 0; i < values.length; i++)
      gradient[i]! += l1 * Math.sign(values[i] as number) + 2 * l2 * (values[i] as number);
  }
};

/** Length of all gradients taken as one vector; NaN or Infinity when any of them is. */
export const globalNorm = (gradients: ReadonlyMap<string, Float32Array>): number => {
  let sum = 0;
  for (const gradient of gradients.values())
    for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) ** 2;
  return Math.sqrt(sum);
};

/** Shortens the gradients to `limit` where their global norm is longer. */
export const clipByGlobalNorm = (
  gradients: ReadonlyMap<string, Float32Array>,
  norm: number,
  limit: number | null,
): void => {
  if (limit === null || norm <= limit) return;
  for (const gradient of gradients.values()) for (let i = 0; i < gradient.length; i++) gradient[i]! *= limit / norm;
};
