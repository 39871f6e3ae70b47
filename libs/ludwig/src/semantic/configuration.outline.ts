/** A feature as far as it can be read; null stands for what is not there or has a wrong type. */
export type OutlinedFeature = Readonly<{
  path: string;
  name: string | null;
  column: string | null;
  type: string | null;
  /** The classes that the loss weighs. */
  weighed: readonly string[];
  /** Classes that differ in case are one. */
  lowercase: boolean;
}>;

/** What the rules between parts need, read from a configuration that need not be valid elsewhere. */
export type ConfigurationOutline = Readonly<{
  inputs: readonly OutlinedFeature[];
  outputs: readonly OutlinedFeature[];
  split: Readonly<{ type: string | null; column: string | null; probabilities: readonly number[] | null }>;
  oversampling: number | null;
  undersampling: number | null;
  validationField: string | null;
  validationMetric: string | null;
}>;

/** Never fails, so that rules can be told together with what the schema has to say. */
export const outlineOf = (raw: unknown): ConfigurationOutline => {
  const preprocessing = part(raw, 'preprocessing');
  const split = part(preprocessing, 'split');
  const trainer = part(raw, 'trainer');
  return {
    inputs: featuresOf(raw, 'input_features'),
    outputs: featuresOf(raw, 'output_features'),
    split: { type: textOf(split, 'type'), column: textOf(split, 'column'), probabilities: numbersOf(part(split, 'probabilities')) },
    oversampling: numberOf(preprocessing, 'oversample_minority'),
    undersampling: numberOf(preprocessing, 'undersample_majority'),
    validationField: textOf(trainer, 'validation_field'),
    validationMetric: textOf(trainer, 'validation_metric'),
  };
};

const featuresOf = (raw: unknown, side: string): readonly OutlinedFeature[] => {
  const features = part(raw, side);
  if (!Array.isArray(features)) return [];
  return features.map((feature: unknown, index) => {
    const [name, type] = [textOf(feature, 'name'), textOf(feature, 'type')];
    const weighed = Object.keys(part(part(feature, 'loss'), 'class_weights') ?? {});
    const lowercase = (part(part(feature, 'preprocessing'), 'lowercase') ?? lowercaseOf(raw, type)) === true;
    return { path: `/${side}/${index}`, name, column: textOf(feature, 'column') ?? name, type, weighed, lowercase };
  });
};

const lowercaseOf = (raw: unknown, type: string | null): unknown => part(part(part(part(raw, 'defaults'), type ?? ''), 'preprocessing'), 'lowercase');

const part = (whole: unknown, key: string): unknown =>
  typeof whole === 'object' && whole !== null && Object.hasOwn(whole, key) ? (whole as Readonly<Record<string, unknown>>)[key] : undefined;

const textOf = (whole: unknown, key: string): string | null => {
  const value = part(whole, key);
  return typeof value === 'string' ? value : null;
};

const numberOf = (whole: unknown, key: string): number | null => {
  const value = part(whole, key);
  return typeof value === 'number' ? value : null;
};

const numbersOf = (value: unknown): readonly number[] | null =>
  Array.isArray(value) && value.length === 3 && value.every((item) => typeof item === 'number') ? (value as readonly number[]) : null;
