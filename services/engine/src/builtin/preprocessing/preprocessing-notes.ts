import type { InputFeature, OutputFeature } from '@daybook/ludwig';
import { isConventional } from './binary.codec.js';
import type { InputMetadata, OutputMetadata } from './feature.codec.js';

/** What was assumed about the data that its owner may want to know. */
export const notesOn = (
  features: readonly (InputFeature | OutputFeature)[],
  metadata: readonly (InputMetadata | OutputMetadata)[],
): readonly string[] => features.flatMap((feature, index) => notesOnFeature(feature, metadata[index]));

const notesOnFeature = (
  feature: InputFeature | OutputFeature,
  metadata: InputMetadata | OutputMetadata | undefined,
): readonly string[] => {
  if (metadata?.type === 'binary' && feature.type === 'binary') {
    if (isConventional(metadata) || feature.preprocessing.fallback_true_label !== null) return [];
    return [
      `"${feature.name}": ${JSON.stringify(metadata.bool2str[1])} counts as true; set fallback_true_label to choose.`,
    ];
  }
  if (metadata?.type === 'category' && metadata.idx2str[0] !== '<UNK>') {
    const unseen = metadata.idx2str.filter((label) => !Object.hasOwn(metadata.str2freq, label));
    return unseen.length === 0
      ? []
      : [`"${feature.name}": no training row has class ${unseen.map((label) => JSON.stringify(label)).join(', ')}.`];
  }
  if (metadata?.type === 'number' && metadata.normalization !== null && metadata.min === metadata.max) {
    return [`"${feature.name}" holds one value in all training rows and tells nothing.`];
  }
  return [];
};
