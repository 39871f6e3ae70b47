import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DaybookClient } from '@daybook/client';
import type { Part } from '../processes/part.process.js';
import { startFleet, type Server } from '../processes/server.process.js';

export type Stores = Readonly<{ brokers: string; logUrl: string; mongo: Part; s3: Part }>;
export type LoadedFleet = Server & Readonly<{ client: DaybookClient; topicPrefix: string }>;

/** Repositories `scale-0` and so on, each with one version: a key of Kafka's each. */
export const repositories = 64;

const examples = join(fileURLToPath(new URL('.', import.meta.url)), '../../../examples');
const configuration = JSON.parse(readFileSync(join(examples, 'configurations/penguins-species.json'), 'utf8')) as Record<string, unknown>;

/** The services with so many instances of versioning, and versions to be worked on, which nobody trains. */
export const startLoadedFleet = async (instances: number, { brokers, logUrl, mongo, s3 }: Stores): Promise<LoadedFleet> => {
  const topicPrefix = `scale-out-${instances}`;
  const database = new URL(mongo.url);
  database.pathname = `/${topicPrefix}`;
  const server = await startFleet({
    DAYBOOK_INSTANCES: `versioning=${instances}`,
    DAYBOOK_TRAINING_ENGINES: '0',
    DAYBOOK_SERVING_ENGINES: '0',
    DAYBOOK_TOPIC_PREFIX: topicPrefix,
    DAYBOOK_KAFKA_BROKERS: brokers,
    DAYBOOK_EVENT_STORE_URL: logUrl,
    DAYBOOK_MONGO_URL: database.href,
    DAYBOOK_S3_ENDPOINT: s3.url,
    DAYBOOK_S3_BUCKET: topicPrefix,
    DAYBOOK_S3_ACCESS_KEY_ID: s3.credentials?.accessKeyId ?? '',
    DAYBOOK_S3_SECRET_ACCESS_KEY: s3.credentials?.secretAccessKey ?? '',
  });
  const client = new DaybookClient({ baseUrl: server.url, actor: 'bench' });
  const csv = readFileSync(join(examples, 'data/penguins.csv'));
  const { id: datasetId } = await client.registerDataset('penguins', () => csv);
  for (let index = 0; index < repositories; index += 1) {
    await client.createRepository({ name: `scale-${index}` });
    await client.createVersion(`scale-${index}`, { datasetId, configuration });
  }
  return { ...server, client, topicPrefix };
};
