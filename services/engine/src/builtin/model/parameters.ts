import type { NamedTensor } from '../format/safetensors.js';
import { seededRandom } from '../random/seeded-random.js';
import { allLayers, type NetworkPlan } from './network.plan.js';

/** Trainable values by name. The arrays are updated in place by the optimizer: at these sizes copies cost more than a step. */
export type Parameters = ReadonlyMap<string, NamedTensor>;

/** Spread of new embeddings: small, so that values seen once or never start close to "nothing known". */
const EMBEDDING_DEVIATION = 0.1;

/** Glorot-uniform weights, zero biases, normal embeddings whose `<UNK>` row is zero. */
export const initialParameters = (plan: NetworkPlan, seed: number): Parameters => {
  const parameters = new Map<string, NamedTensor>();
  for (const { width, embedding } of plan.slots) {
    if (embedding === null) continue;
    const random = seededRandom(seed, 'initial', embedding.parameter);
    const values = Float32Array.from({ length: embedding.size * width }, (_, index) =>
      index < width ? 0 : random.normal() * EMBEDDING_DEVIATION,
    );
    parameters.set(embedding.parameter, { shape: [embedding.size, width], values });
  }
  for (const { name, inputs, outputs } of allLayers(plan)) {
    const random = seededRandom(seed, 'initial', name);
    const limit = Math.sqrt(6 / (inputs + outputs));
    const values = Float32Array.from({ length: inputs * outputs }, () => (2 * random.uniform() - 1) * limit);
    parameters.set(`${name}/weight`, { shape: [inputs, outputs], values });
    parameters.set(`${name}/bias`, { shape: [outputs], values: new Float32Array(outputs) });
  }
  return parameters;
};

export const copyParameters = (parameters: Parameters): Parameters =>
  new Map([...parameters].map(([name, { shape, values }]) => [name, { shape, values: values.slice() }]));

/** Whether names and shapes are those of the plan, so that stored values fit it. */
export const fitsPlan = (parameters: Parameters, plan: NetworkPlan): boolean => {
  const expected = initialParameters(plan, 0);
  const sameShape = (name: string, shape: readonly number[]) => parameters.get(name)?.shape.join() === shape.join();
  return expected.size === parameters.size && [...expected].every(([name, { shape }]) => sameShape(name, shape));
};

export const valuesOf = (parameters: Parameters, name: string): Float32Array => {
  const parameter = parameters.get(name);
  if (parameter === undefined) throw new Error(`The network has no parameter ${name}`);
  return parameter.values;
};
