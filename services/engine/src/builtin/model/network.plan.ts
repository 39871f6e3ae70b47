import type { Activation, Decoder, InputFeature, OutputFeature, RenderedConfiguration } from '@daybook/ludwig';
import type { TrainingSetMetadata } from '../preprocessing/dataset.js';
import type { InputMetadata, OutputMetadata } from '../preprocessing/feature.codec.js';

/** Where one input feature lies in the concatenated input vector. */
export type InputSlot = Readonly<{
  name: string;
  offset: number;
  width: number;
  /** Null where the encoded values go in as they are. */
  embedding: Readonly<{ parameter: string; size: number; reduce: 'sum' | 'max' }> | null;
}>;
export type LayerPlan = Readonly<{
  name: string;
  inputs: number;
  outputs: number;
  activation: Activation;
  dropout: number;
}>;
/** `layers` ends with the projection; `size` is 1, or the number of classes. */
export type OutputPlan = Readonly<{ name: string; size: number; layers: readonly LayerPlan[] }>;
export type NetworkPlan = Readonly<{
  width: number;
  slots: readonly InputSlot[];
  combiner: readonly LayerPlan[];
  outputs: readonly OutputPlan[];
}>;

/** The shape of the network: encoders, concatenation, fully connected layers, one decoder per output. */
export const planNetwork = (configuration: RenderedConfiguration, metadata: TrainingSetMetadata): NetworkPlan => {
  let width = 0;
  const slots = configuration.input_features.map((feature, index) => {
    const slot = planSlot(feature, metadata.inputs[index] as InputMetadata, width);
    width += slot.width;
    return slot;
  });
  const combiner = planCombiner(configuration.combiner, width);
  const combined = combiner.at(-1)?.outputs ?? width;
  const outputs = configuration.output_features.map((feature, index) =>
    planOutput(feature, metadata.outputs[index] as OutputMetadata, combined),
  );
  return { width, slots, combiner, outputs };
};

const planSlot = (feature: InputFeature, metadata: InputMetadata, offset: number): InputSlot => {
  const { name } = feature;
  const embedding = (size: number, width: number, reduce: 'sum' | 'max'): InputSlot => ({
    name,
    offset,
    width,
    embedding: { parameter: `input/${name}/embedding`, size, reduce },
  });
  switch (metadata.type) {
    case 'binary':
      return { name, offset, width: 1, embedding: null };
    case 'number':
      return { name, offset, width: metadata.missing_indicator ? 2 : 1, embedding: null };
    case 'date':
      return { name, offset, width: metadata.has_time ? 11 : 9, embedding: null };
    case 'category':
      return metadata.encoder === 'onehot'
        ? { name, offset, width: metadata.vocab_size, embedding: null }
        : embedding(metadata.vocab_size, embeddingWidth(feature, metadata.vocab_size), 'sum');
    case 'text':
      return embedding(
        metadata.vocab_size,
        embeddingWidth(feature, Number.POSITIVE_INFINITY),
        metadata.reduce_output === 'max' ? 'max' : 'sum',
      );
  }
};

/** Never wider than the vocabulary: more numbers than values cannot tell more apart. */
const embeddingWidth = (feature: InputFeature, vocabularySize: number): number =>
  Math.min('embedding_size' in feature.encoder ? feature.encoder.embedding_size : 1, vocabularySize);

const planCombiner = (combiner: RenderedConfiguration['combiner'], width: number): readonly LayerPlan[] => {
  const { num_fc_layers, output_size, activation, dropout } = combiner;
  const layers =
    combiner.fc_layers ??
    Array.from({ length: num_fc_layers }, () => ({ output_size, activation: null, dropout: null }));
  let inputs = width;
  return layers.map((layer, index) => {
    const plan = {
      name: `combiner/${index}`,
      inputs,
      outputs: layer.output_size,
      activation: layer.activation ?? activation,
      dropout: layer.dropout ?? dropout,
    };
    inputs = layer.output_size;
    return plan;
  });
};

const planOutput = (feature: OutputFeature, metadata: OutputMetadata, width: number): OutputPlan => {
  const { num_fc_layers, fc_output_size, fc_dropout }: Decoder = feature.decoder;
  const size = metadata.type === 'category' ? metadata.vocab_size : 1;
  const hidden = Array.from({ length: num_fc_layers }, (_, index): LayerPlan => ({
    name: `output/${feature.name}/${index}`,
    inputs: index === 0 ? width : fc_output_size,
    outputs: fc_output_size,
    activation: 'relu',
    dropout: fc_dropout,
  }));
  const inputs = hidden.at(-1)?.outputs ?? width;
  return {
    name: feature.name,
    size,
    layers: [
      ...hidden,
      { name: `output/${feature.name}/projection`, inputs, outputs: size, activation: 'linear', dropout: 0 },
    ],
  };
};

export const allLayers = (plan: NetworkPlan): readonly LayerPlan[] => [
  ...plan.combiner,
  ...plan.outputs.flatMap((output) => output.layers),
];
