import { randomUUID } from 'node:crypto';
import { SqliteEventStore, type NewEvent } from '@daybook/event-store';
import { renderConfiguration } from '@daybook/ludwig';

export const repositoryId = '5d1f0a52-58c1-4a39-9a0d-2f5e6c1c7a10';
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const artifact = { sha256: 'a'.repeat(64), sizeBytes: 1200 };
const raw = { input_features: [{ name: 'age', type: 'number' }], output_features: [{ name: 'churn', type: 'binary' }] };
const configuration = renderConfiguration(raw);
const chosenConfiguration = renderConfiguration({ ...raw, output_features: [...raw.output_features, { name: 'revenue', type: 'number' }] });
const dataset = { datasetId: randomUUID(), name: 'customers', artifact, rows: 1000 };
/** Spreads values over the numbers without a pattern that an index could follow. */
const scattered = (number: number): number => ((number * 2_654_435_761) % 2 ** 32) / 2 ** 32;
const inParallel = 512;

const event = (type: string, data: object, schemaVersion = 1): NewEvent => ({
  type,
  schemaVersion,
  data,
  id: randomUUID(),
  metadata: { actor: 'anna', correlationId: 'seed' },
});

/** One version in fifty failed, one in a thousand is starred, speaks of its "champion" and has a target more. */
const lifeOf = (number: number): readonly NewEvent[] => {
  const key = { versionId: `${repositoryId}-${number}`, repositoryId, number, at: at(number * 60) };
  const chosen = number % 1000 === 7;
  const description = chosen ? `champion ${number}` : `attempt ${number} with another learning rate`;
  const trained = { parent: number > 1 ? number - 1 : null, retrainedFrom: null, raw, configuration: chosen ? chosenConfiguration : configuration };
  const queued = event('VersionQueued', { ...key, description, ...trained, dataset }, 3);
  const ended = { ...key, at: at(number * 60 + 30) };
  if (number % 50 === 11) {
    return [queued, event('VersionFailed', { ...ended, phase: 'training', errorCode: 'diverged', message: 'loss is NaN', logTail: [] })];
  }
  const metrics = { churn: { accuracy: scattered(number), loss: 0.3, roc_auc: 0.9 } };
  const ready = event('VersionReady', { ...ended, attempt: 1, engineId: 'e1', driver: 'builtin', model: artifact, metrics, bestEpoch: 3, epochs: 5 }, 2);
  return chosen ? [queued, ready, event('VersionStarred', { ...ended, starred: true })] : [queued, ready];
};

/** Writes a log of one repository with so many versions. */
export const seedLog = async (file: string, versions: number): Promise<void> => {
  const log = SqliteEventStore.open(file);
  const created = { type: 'daybook.repository.created.v1', data: { repositoryId, name: 'churn', description: '', at: at(0) } };
  const memory = event('FactRemembered', { subject: repositoryId, slot: 'name', fact: created });
  await log.append(`versioningmemory-repository-${repositoryId}`, [memory], 'no-stream');
  for (let first = 1; first <= versions; first += inParallel) {
    const numbers = Array.from({ length: Math.min(inParallel, versions - first + 1) }, (_, index) => first + index);
    await Promise.all(numbers.map((number) => log.append(`version-${repositoryId}-${number}`, lifeOf(number), 'no-stream')));
  }
  await log.close();
};
