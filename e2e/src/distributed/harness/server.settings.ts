import { databaseAt, type RealPart } from '@daybook/testing';
import type { LocalServers, Proxies } from './faults.js';

export type Servers = Readonly<{ kafka: RealPart; mongo: RealPart; s3: RealPart; log: RealPart }>;

/** What keeps a spec to itself on servers that others may be using too, all but the log: nobody else's topics, views and files. */
export const ownPlace = (servers: Servers, name: string): Readonly<Record<string, string>> => ({
  ...settingsOf(servers),
  DAYBOOK_MONGO_URL: databaseAt(servers.mongo.url, name),
  DAYBOOK_TOPIC_PREFIX: name,
  DAYBOOK_S3_BUCKET: name,
});

/** The settings that point the distributed profile at these servers. */
export const settingsOf = ({ kafka, mongo, s3, log }: Servers): Readonly<Record<string, string>> => ({
  DAYBOOK_EVENT_STORE_URL: log.url,
  DAYBOOK_MONGO_URL: databaseAt(mongo.url, 'daybook'),
  DAYBOOK_KAFKA_BROKERS: kafka.url,
  DAYBOOK_S3_ENDPOINT: s3.url,
  DAYBOOK_S3_REGION: 'us-east-1',
  DAYBOOK_S3_BUCKET: 'daybook',
  DAYBOOK_S3_ACCESS_KEY_ID: s3.credentials.accessKeyId,
  DAYBOOK_S3_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
});

/** The same through the wires before them. */
export const proxiedSettings = (servers: LocalServers, { kafka, mongo, s3, log }: Proxies): Readonly<Record<string, string>> => ({
  ...settingsOf(servers),
  DAYBOOK_EVENT_STORE_URL: `kurrentdb://${log.address}?tls=false`,
  DAYBOOK_MONGO_URL: `mongodb://${mongo.address}/daybook`,
  DAYBOOK_KAFKA_BROKERS: kafka.address,
  DAYBOOK_S3_ENDPOINT: `http://${s3.address}`,
});
