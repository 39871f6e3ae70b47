import { randomUUID } from 'node:crypto';
import type { NewEvent } from '@daybook/event-store';

const repositories = Array.from({ length: 100 }, () => randomUUID());

/** Number n of a series of events, spread over a hundred repositories, with the stream that it belongs to. */
export const described = (n: number): readonly [stream: string, event: NewEvent] => {
  const repositoryId = repositories[n % repositories.length] ?? '';
  const versionId = `${repositoryId}-1`;
  const description = `attempt ${n} with another learning rate and a longer warm-up`;
  const data = { versionId, repositoryId, number: 1, description, at: '2026-01-01T00:00:00.000Z' };
  const metadata = { actor: 'anna', correlationId: randomUUID() };
  return [`version-${versionId}`, { type: 'VersionDescribed', schemaVersion: 1, data, id: randomUUID(), metadata }];
};
