import { isDeepStrictEqual } from 'node:util';

type Named = Readonly<Record<string, unknown>>;
export type OpenApiDocument = Named & Readonly<{ paths?: Named; components?: Readonly<Record<string, Named>> }>;

/** Two services describe the same name differently, so that no one document can be true. */
export class ConflictingDocuments extends Error {
  readonly code = 'conflicting-documents';

  constructor(readonly names: readonly string[]) {
    super(`services describe differently: ${names.join(', ')}`);
  }
}

/** All paths and components of the services' documents under the head of the first. @throws ConflictingDocuments */
export const mergedDocument = (documents: readonly OpenApiDocument[]): OpenApiDocument => {
  const conflicts: string[] = [];
  const merge = (parts: readonly (Named | undefined)[], place: string): Named => {
    const merged: Record<string, unknown> = {};
    for (const [name, value] of parts.flatMap((part) => Object.entries(part ?? {}))) {
      if (name in merged && !isDeepStrictEqual(merged[name], value)) conflicts.push(`${place}/${name}`);
      merged[name] ??= value;
    }
    return merged;
  };
  const kinds = new Set(documents.flatMap(({ components = {} }) => Object.keys(components)));
  const components = [...kinds].map((kind) => [kind, merge(documents.map((one) => one.components?.[kind]), kind)] as const);
  const paths = mergedPaths(documents, merge);
  if (conflicts.length > 0) throw new ConflictingDocuments([...new Set(conflicts)]);
  return { ...documents[0], paths, components: Object.fromEntries(components) };
};

/** Services may serve different methods of one path. */
const mergedPaths = (
  documents: readonly OpenApiDocument[],
  merge: (parts: readonly Named[], place: string) => Named,
): Named => {
  const paths = new Set(documents.flatMap((one) => Object.keys(one.paths ?? {})));
  const itemsOf = (path: string) => documents.map((one) => (one.paths?.[path] ?? {}) as Named);
  return Object.fromEntries([...paths].sort().map((path) => [path, merge(itemsOf(path), path)]));
};
