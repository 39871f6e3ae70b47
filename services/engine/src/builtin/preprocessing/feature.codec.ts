import type { InputFeature, OutputFeature } from '@daybook/ludwig';
import { encodeBinary, fitBinary, type BinaryMetadata } from './binary.codec.js';
import { encodeCategory, fitCategory, fitClasses, type CategoryMetadata } from './category.codec.js';
import type { Cells, EncodedFeature } from './cells.types.js';
import { encodeDate, fitDate, type DateMetadata } from './date.codec.js';
import { encodeNumber, fitNumber, type NumberMetadata } from './number.codec.js';
import { encodeText, fitText, type TextMetadata } from './text.codec.js';

export type InputMetadata = BinaryMetadata | CategoryMetadata | NumberMetadata | TextMetadata | DateMetadata;
export type OutputMetadata = BinaryMetadata | CategoryMetadata | NumberMetadata;

/** `all` holds every row kept, `training` those of the training part; statistics come from the latter alone. */
export const fitInput = (feature: InputFeature, all: Cells, training: Cells): InputMetadata => {
  switch (feature.type) {
    case 'binary':
      return fitBinary(feature.preprocessing, all, training);
    case 'category':
      return fitCategory(feature.preprocessing, feature.encoder.type, training);
    case 'number':
      return fitNumber(feature.preprocessing, training);
    case 'text':
      return fitText(feature.preprocessing, feature.encoder, training);
    case 'date':
      return fitDate(feature.preprocessing, training);
  }
};

/** Number targets without a normalization of their own are trained as z-scores; metrics and predictions are in raw units. */
export const fitOutput = (feature: OutputFeature, all: Cells, training: Cells): OutputMetadata => {
  switch (feature.type) {
    case 'binary':
      return fitBinary(feature.preprocessing, all, training);
    case 'category':
      return fitClasses(feature.preprocessing, all, training);
    case 'number':
      return fitNumber(
        { ...feature.preprocessing, normalization: feature.preprocessing.normalization ?? 'zscore' },
        training,
      );
  }
};

/** @throws TrainingFailed `cell-unreadable` */
export const encodeFeature = (metadata: InputMetadata, cells: Cells): EncodedFeature => {
  switch (metadata.type) {
    case 'binary':
      return encodeBinary(metadata, cells);
    case 'category':
      return encodeCategory(metadata, cells);
    case 'number':
      return encodeNumber(metadata, cells);
    case 'text':
      return encodeText(metadata, cells);
    case 'date':
      return encodeDate(metadata, cells);
  }
};
