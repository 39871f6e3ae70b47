import type { Filter } from '@kurrent/kurrentdb-client';
import type { StreamFilter } from '../event-store.port.js';

/** Considered so many at a time; a subscription tells its position that often. */
const window = 1_000;

/** The log's own streams begin with `$`: statistics, metadata, projections. Nobody who reads through the port sees them. */
export const filterOf = ({ streamPrefixes = [] }: StreamFilter, checkpointReached?: Filter['checkpointReached']): Filter => ({
  filterOn: 'streamName',
  checkpointInterval: 1,
  maxSearchWindow: window,
  ...(checkpointReached === undefined ? {} : { checkpointReached }),
  ...(streamPrefixes.length === 0 ? { regex: '^[^$]' } : { prefixes: [...streamPrefixes] }),
});

export const matches = (stream: string, { streamPrefixes = [] }: StreamFilter): boolean =>
  streamPrefixes.length === 0 || streamPrefixes.some((prefix) => stream.startsWith(prefix));
