import type { Fact } from '../fact.types.js';
import { recordOf, type FactRecord } from './fact.record.js';
import type { TopicRecords } from './record-producer.js';

// Half of what a broker takes at once unless told otherwise.
const maxBatchBytes = 500_000;

/** The records of these facts in their order, by topic, in portions that a broker takes at once. */
export function* recordBatches(facts: readonly Fact[], topicPrefix: string): Generator<readonly TopicRecords[]> {
  let batch = new Map<string, FactRecord[]>();
  let bytes = 0;
  for (const fact of facts) {
    const record = recordOf(fact);
    const size = sizeBytes(record);
    if (bytes > 0 && bytes + size > maxBatchBytes) {
      yield topicsOf(batch);
      batch = new Map();
      bytes = 0;
    }
    const topic = `${topicPrefix}.${fact.topic}`;
    const records = batch.get(topic) ?? [];
    records.push(record);
    batch.set(topic, records);
    bytes += size;
  }
  if (bytes > 0) yield topicsOf(batch);
}

const topicsOf = (batch: ReadonlyMap<string, readonly FactRecord[]>): readonly TopicRecords[] =>
  [...batch].map(([topic, messages]) => ({ topic, messages }));

const sizeBytes = ({ key, value, headers }: FactRecord): number =>
  Object.entries(headers).reduce((sum, [name, header]) => sum + name.length + header.length, Buffer.byteLength(value) + Buffer.byteLength(key));
