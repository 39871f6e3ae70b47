import type { InputFeature, OutputFeature, RenderedConfiguration, Split } from './configuration.types.js';

/** `T` with everything optional, all the way down, but for lists. */
type Loose<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: Loose<T[K]> } : T;

type LooseFeature<F> = F extends { name: string; type: string } ? Loose<Omit<F, 'name' | 'type'>> & Pick<F, 'name' | 'type'> : never;
type LooseSplit = Split extends infer S ? (S extends { type: string } ? Loose<Omit<S, 'type'>> & Pick<S, 'type'> : never) : never;
type Auto<T> = T | 'auto';

/** Parts of features by the features' type; the schema has matched them to it. */
export type RawDefaults = {
  readonly [T in InputFeature['type']]?: Readonly<{ preprocessing?: object; encoder?: object; decoder?: object; loss?: object }>;
};

/** A configuration that the schema has accepted. */
export type RawConfiguration = Readonly<{
  model_type?: 'ecd';
  ludwig_version?: string;
  input_features: readonly LooseFeature<InputFeature>[];
  output_features: readonly LooseFeature<OutputFeature>[];
  combiner?: Loose<RenderedConfiguration['combiner']>;
  preprocessing?: Loose<Omit<RenderedConfiguration['preprocessing'], 'split'>> & Readonly<{ split?: LooseSplit }>;
  trainer?: Loose<Omit<RenderedConfiguration['trainer'], 'batch_size' | 'learning_rate' | 'validation_field' | 'validation_metric'>> &
    Readonly<{
      batch_size?: Auto<number>;
      learning_rate?: Auto<number>;
      validation_field?: string | null;
      validation_metric?: string | null;
    }>;
  defaults?: RawDefaults;
  random_seed?: number;
}>;
