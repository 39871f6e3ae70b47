import canonicalize from 'canonicalize';
import type { RenderedConfiguration } from './configuration.types.js';

/** `path` uses feature names, not places: `input_features.age.encoder.embedding_size`. */
export type ConfigurationChange =
  | Readonly<{ path: string; kind: 'added'; to: unknown }>
  | Readonly<{ path: string; kind: 'removed'; from: unknown }>
  | Readonly<{ path: string; kind: 'changed'; from: unknown; to: unknown }>;

type Tree = { readonly [key: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What differs, feature by feature whatever their order, and the order itself where only that differs. */
export const diffConfigurations = (from: RenderedConfiguration, to: RenderedConfiguration): readonly ConfigurationChange[] => {
  const changes: ConfigurationChange[] = [];
  compare('', byName(from), byName(to), changes);
  for (const list of ['input_features', 'output_features'] as const) {
    const [before, after] = [from[list], to[list]].map((features) => features.map(({ name }) => name));
    const same = before !== undefined && after !== undefined && [...before].sort().join('\n') === [...after].sort().join('\n');
    if (same && before.join('\n') !== after.join('\n')) changes.push({ path: list, kind: 'changed', from: before, to: after });
  }
  return changes;
};

const byName = ({ input_features, output_features, ...rest }: RenderedConfiguration): Tree => ({
  ...rest,
  input_features: Object.fromEntries(input_features.map((feature) => [feature.name, feature])),
  output_features: Object.fromEntries(output_features.map((feature) => [feature.name, feature])),
});

const compare = (path: string, from: unknown, to: unknown, changes: ConfigurationChange[]): void => {
  if (isTree(from) && isTree(to)) {
    for (const key of [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()) {
      const inner = path === '' ? key : `${path}.${key}`;
      if (!Object.hasOwn(from, key)) changes.push({ path: inner, kind: 'added', to: to[key] });
      else if (!Object.hasOwn(to, key)) changes.push({ path: inner, kind: 'removed', from: from[key] });
      else compare(inner, from[key], to[key], changes);
    }
    return;
  }
  if (canonicalize(from) !== canonicalize(to)) changes.push({ path, kind: 'changed', from, to });
};
