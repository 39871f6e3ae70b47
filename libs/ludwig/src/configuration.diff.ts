import canonicalize from 'canonicalize';
import type { RenderedConfiguration } from './configuration.types.js';

/**
 * `path` uses feature names, not places: `input_features.age.encoder.embedding_size`. A name with a dot, bracket or quote
 * stands as JSON in brackets: `input_features["a.b"].column`. Of `reordered`, `from` and `to` are the names that both have.
 */
export type ConfigurationChange =
  | Readonly<{ path: string; kind: 'added'; to: unknown }>
  | Readonly<{ path: string; kind: 'removed'; from: unknown }>
  | Readonly<{ path: string; kind: 'changed'; from: unknown; to: unknown }>
  | Readonly<{ path: string; kind: 'reordered'; from: readonly string[]; to: readonly string[] }>;

type Tree = { readonly [key: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What differs, feature by feature whatever their order, sorted by path; then where features stand in another order. */
export const diffConfigurations = (from: RenderedConfiguration, to: RenderedConfiguration): readonly ConfigurationChange[] => [
  ...compare('', byName(from), byName(to)),
  ...reordered('input_features', from, to),
  ...reordered('output_features', from, to),
];

const byName = ({ input_features, output_features, ...rest }: RenderedConfiguration): Tree => ({
  ...rest,
  input_features: Object.fromEntries(input_features.map((feature) => [feature.name, feature])),
  output_features: Object.fromEntries(output_features.map((feature) => [feature.name, feature])),
});

const reordered = (path: 'input_features' | 'output_features', from: RenderedConfiguration, to: RenderedConfiguration): readonly ConfigurationChange[] => {
  const [before, after] = [from[path].map(({ name }) => name), to[path].map(({ name }) => name)];
  const [kept, moved] = [common(before, after), common(after, before)];
  return kept.some((name, place) => name !== moved[place]) ? [{ path, kind: 'reordered', from: kept, to: moved }] : [];
};

const common = (names: readonly string[], others: readonly string[]): readonly string[] => {
  const known = new Set(others);
  return names.filter((name) => known.has(name));
};

const compare = (path: string, from: unknown, to: unknown): readonly ConfigurationChange[] => {
  if (!isTree(from) || !isTree(to)) return canonicalize(from) === canonicalize(to) ? [] : [{ path, kind: 'changed', from, to }];
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return keys.flatMap((key): readonly ConfigurationChange[] => {
    const inner = extended(path, key);
    if (!Object.hasOwn(from, key)) return [{ path: inner, kind: 'added', to: to[key] }];
    if (!Object.hasOwn(to, key)) return [{ path: inner, kind: 'removed', from: from[key] }];
    return compare(inner, from[key], to[key]);
  });
};

const extended = (path: string, key: string): string => {
  if (/[.[\]"]/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
};
