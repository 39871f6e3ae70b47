import type { NamedTensor } from '../format/safetensors.js';
import { seededRandom } from '../random/seeded-random.js';
import { allLayers, type NetworkPlan } from './network.plan.js';

/** Trainable values by name. The arrays are updated in place by the optimizer: at these sizes copies cost more than a step. */
export type Parameters = ReadonlyMap<string, NamedTensor>;

/** Spread of new embeddings: small, so that values seen once or never start close to "nothing known". */
const EMBEDDING_DEVIATION = 0.1;

type Kind = 'embedding' | 'weight' | 'bias';
type ParameterPlan = Readonly<{ name: string; kind: Kind; shape: readonly number[] }>;

const parametersOf = (plan: NetworkPlan): readonly ParameterPlan[] => [
  ...plan.slots.flatMap(({ embedding, width }): ParameterPlan[] =>
    embedding === null ? [] : [{ name: embedding.parameter, kind: 'embedding', shape: [embedding.size, width] }],
  ),
  ...allLayers(plan).flatMap(({ name, inputs, outputs }): ParameterPlan[] => [
    { name: `${name}/weight`, kind: 'weight', shape: [inputs, outputs] },
    { name: `${name}/bias`, kind: 'bias', shape: [outputs] },
  ]),
];

/** Glorot-uniform weights, zero biases, normal embeddings whose `<UNK>` row is zero. */
export const initialParameters = (plan: NetworkPlan, seed: number): Parameters =>
  new Map(parametersOf(plan).map((parameter) => [parameter.name, initialTensor(parameter, seed)]));

const initialTensor = ({ name, kind, shape }: ParameterPlan, seed: number): NamedTensor => {
  const [rows = 0, columns = 1] = shape;
  const random = seededRandom(seed, 'initial', name);
  const limit = Math.sqrt(6 / (rows + columns));
  const value: Record<Kind, (index: number) => number> = {
    embedding: (index) => (index < columns ? 0 : random.normal() * EMBEDDING_DEVIATION),
    weight: () => (2 * random.uniform() - 1) * limit,
    bias: () => 0,
  };
  return { shape, values: Float32Array.from({ length: rows * columns }, (_, index) => value[kind](index)) };
};

export const copyParameters = (parameters: Parameters): Parameters =>
  new Map([...parameters].map(([name, { shape, values }]) => [name, { shape, values: values.slice() }]));

/** Whether names and shapes are those of the plan, so that stored values fit it. */
export const fitsPlan = (parameters: Parameters, plan: NetworkPlan): boolean => {
  const expected = parametersOf(plan);
  return (
    expected.length === parameters.size &&
    expected.every(({ name, shape }) => parameters.get(name)?.shape.join() === shape.join())
  );
};

export const valuesOf = (parameters: Parameters, name: string): Float32Array => {
  const parameter = parameters.get(name);
  if (parameter === undefined) throw new Error(`The network has no parameter ${name}`);
  return parameter.values;
};
