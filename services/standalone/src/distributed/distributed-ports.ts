import type { LoggerService } from '@nestjs/common';
import type { ArtifactStore } from '@daybook/artifacts';
import { S3ArtifactStore } from '@daybook/artifacts/s3';
import { KurrentEventStore, type EventStore } from '@daybook/event-store';
import { securityOf } from '@daybook/messaging/kafka';
import type { AwaitedPart, WaitingRoom } from '@daybook/service-kit';
import { MongoViewStore, type ViewStore } from '@daybook/views';
import { Kafka, logLevel } from 'kafkajs';
import { securityFrom } from './kafka.settings.js';
import { brokersOf, type ServiceConfig } from './service.config.js';

export type DistributedPorts = Readonly<{ store: EventStore; views: ViewStore; artifacts: ArtifactStore }>;

const connectTimeoutMs = 3000;

/** Every part once it answers; what is missing is waited for, all at the same time. */
export const connectPorts = async (config: ServiceConfig, room: WaitingRoom, logger: LoggerService): Promise<DistributedPorts> => {
  const [store, views, artifacts] = await Promise.all([
    room.waitFor(eventLog(config, logger)),
    room.waitFor(viewStore(config)),
    room.waitFor(artifactStore(config, logger)),
    room.waitFor(broker(config)),
  ]);
  return { store, views, artifacts };
};

const eventLog = ({ eventStoreUrl }: ServiceConfig, logger: LoggerService): AwaitedPart<EventStore> => ({
  name: 'event-log',
  address: withoutCredentials(eventStoreUrl),
  async connect() {
    const store = KurrentEventStore.connect(eventStoreUrl, { onTrouble: (what, cause) => logger.warn(`${what}: ${String(cause)}`, 'EventLog') });
    await store.headPosition().catch(async (error: unknown) => {
      await store.close();
      throw error;
    });
    return store;
  },
});

const viewStore = ({ mongoUrl }: ServiceConfig): AwaitedPart<ViewStore> => ({
  name: 'views',
  address: withoutCredentials(mongoUrl),
  connect: () => MongoViewStore.connect(mongoUrl),
});

const artifactStore = (config: ServiceConfig, logger: LoggerService): AwaitedPart<ArtifactStore> => ({
  name: 'artifacts',
  address: `${config.s3Endpoint}/${config.s3Bucket}`,
  connect: () =>
    S3ArtifactStore.open(
      {
        endpoint: config.s3Endpoint,
        region: config.s3Region,
        bucket: config.s3Bucket,
        accessKeyId: config.s3AccessKeyId,
        secretAccessKey: config.s3SecretAccessKey,
        forcePathStyle: true,
      },
      (bucket) => logger.warn(`bucket ${bucket} was missing and has been made`, 'Artifacts'),
    ),
});

const broker = (config: ServiceConfig): AwaitedPart<void> => ({
  name: 'kafka',
  address: config.kafkaBrokers,
  async connect() {
    const kafka = new Kafka({ ...securityOf(securityFrom(config)), brokers: [...brokersOf(config)], connectionTimeout: connectTimeoutMs, retry: { retries: 0 }, logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.disconnect();
  },
});

/** For people: a connection string may carry a password. */
const withoutCredentials = (url: string): string => url.replace(/\/\/[^/@]*@/, '//').replace(/\?.*$/, '');
