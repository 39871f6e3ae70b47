import type { IHeaders } from 'kafkajs';
import type { Fact } from '../fact.types.js';
import { MalformedRecord } from './kafka.errors.js';

/** A fact as it stands in Kafka: a CloudEvent 1.0 in binary mode. */
export type FactRecord = Readonly<{ key: string; value: string; headers: Readonly<Record<string, string>> }>;
/** What a consumer gets, from whoever wrote it. */
export type ReceivedRecord = Readonly<{ key: Buffer | null; value: Buffer | null; headers?: IHeaders | undefined }>;

/** Every header is a string: clients refuse numbers, and other transports take what begins with a brace for JSON. */
export const recordOf = (fact: Fact): FactRecord => ({
  key: fact.key,
  value: JSON.stringify(fact.data),
  headers: {
    ce_specversion: '1.0',
    ce_id: fact.id,
    ce_type: fact.type,
    ce_source: `/daybook/${fact.topic}`,
    ce_subject: fact.subject,
    ce_time: fact.time,
    ce_position: String(fact.position),
    ce_revision: String(fact.revision),
    ce_actor: encoded(fact.actor),
    ce_correlationid: encoded(fact.correlationId),
    ...(fact.causationId === undefined ? {} : { ce_causationid: encoded(fact.causationId) }),
    ...(fact.reason === undefined ? {} : { ce_reason: encoded(fact.reason) }),
    ...(fact.traceparent === undefined ? {} : { traceparent: fact.traceparent }),
    'content-type': 'application/json',
  },
});

// CloudEvents wants printable ASCII in headers; half a surrogate pair cannot be encoded and becomes U+FFFD.
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

/** The fact of a record of this topic (without prefix). @throws MalformedRecord */
export const factOf = (topic: Fact['topic'], { key, value, headers = {} }: ReceivedRecord): Fact => {
  if (key === null) throw new MalformedRecord('it has no key');
  if (value === null) throw new MalformedRecord('it has no value');
  const read = headerReader(headers);
  if (read.text('ce_specversion') !== '1.0') throw new MalformedRecord('ce_specversion is not 1.0');
  const fact = {
    id: read.text('ce_id'),
    type: read.text('ce_type'),
    topic,
    key: key.toString(),
    subject: read.text('ce_subject'),
    time: read.text('ce_time'),
    position: read.count('ce_position'),
    revision: read.count('ce_revision'),
    actor: read.decoded('ce_actor'),
    correlationId: read.decoded('ce_correlationid'),
    ...read.optional('ce_causationid', 'causationId'),
    ...read.optional('ce_reason', 'reason'),
    ...(headers['traceparent'] === undefined ? {} : { traceparent: read.text('traceparent') }),
    data: dataOf(value),
  };
  return fact as Fact;
};

const headerReader = (headers: IHeaders) => {
  const text = (name: string): string => {
    const value = headers[name];
    if (value === undefined || Array.isArray(value)) throw new MalformedRecord(`header ${name} is not there once`);
    return value.toString();
  };
  const count = (name: string): number => {
    const number = Number(text(name));
    if (!/^\d+$/.test(text(name)) || !Number.isSafeInteger(number)) throw new MalformedRecord(`header ${name} is no count`);
    return number;
  };
  const decoded = (name: string): string => {
    try {
      return decodeURIComponent(text(name));
    } catch (error) {
      if (error instanceof MalformedRecord) throw error;
      throw new MalformedRecord(`header ${name} is not percent-encoded`, { cause: error });
    }
  };
  const optional = (name: string, field: string): Readonly<Record<string, string>> =>
    headers[name] === undefined ? {} : { [field]: decoded(name) };
  return { text, count, decoded, optional };
};

const dataOf = (value: Buffer): object => {
  try {
    const data: unknown = JSON.parse(value.toString());
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data;
  } catch (error) {
    throw new MalformedRecord('its value is no JSON', { cause: error });
  }
  throw new MalformedRecord('its value is no JSON object');
};
