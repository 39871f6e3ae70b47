import type { ConfigurationChange } from '@daybook/ludwig';
import type { Query } from './http.js';

/** What a command answers: where the resource stands after it. */
export type Receipt = Readonly<{ id: string; revision: number; position: number }> & Readonly<Record<string, unknown>>;
export type VersionReceipt = Receipt & Readonly<{ versionId: string; repositoryId: string; number: number; status: string }>;

/** `nextCursor` null: that was the last page. */
export type PageOf<T = Record<string, unknown>> = Readonly<{ items: readonly T[]; nextCursor: string | null; position: number }>;

export type PageOptions = Query &
  Readonly<{ filter?: readonly string[]; sort?: string; cursor?: string; limit?: number; atLeast?: number }>;

export type VersionRef = number | 'latest' | 'default';

/** What a new version is made from: a configuration, or an earlier version and what changes. */
export type NewVersion = Readonly<{
  from?: VersionRef;
  configuration?: unknown;
  configurationPatch?: unknown;
  datasetId?: string;
  description?: string;
}>;
export type VersionAction = 'retrain' | 'cancel' | 'star' | 'unstar' | 'archive' | 'unarchive';
export type VersionPart =
  | 'history'
  | 'learning-curves'
  | 'evaluation'
  | 'visualizations'
  | 'explanations'
  | 'logs'
  | 'run';

/**
 * How version `to` differs from version `from`. A change of `configuration` is at a path, or (`reordered`) in the order of
 * features: then its `from` and `to` are the names that both have.
 */
export type VersionDiff = Readonly<{
  from: number;
  to: number;
  configuration: readonly ConfigurationChange[];
  dataset: Readonly<{ from: unknown; to: unknown; changed: boolean }>;
  metrics: readonly Document[];
}>;

export type Document = Readonly<Record<string, unknown>>;
