import { randomUUID } from 'node:crypto';
import { SqliteEventStore } from '@daybook/event-store';
import { databaseAt, describeWith } from '@daybook/testing';
import { notes } from '../fixtures/notes.fixture.js';
import { contractPolicy, messagingContract } from '../messaging.contract.js';
import { KafkaMessagingModule } from './kafka-messaging.module.js';
import { KafkaTransport } from './kafka-transport.js';

await describeWith(['kafka', 'mongo'], 'messaging over Kafka in a Nest application', (kafka, mongo) => {
  messagingContract(async () => {
    const store = SqliteEventStore.open(':memory:');
    const name = `messaging-${randomUUID()}`;
    const options = {
      service: 'repository',
      brokers: [kafka.url],
      topicPrefix: name,
      mongoUrl: databaseAt(mongo.url, name),
      publishings: notes,
      relayed: notes,
      topics: { partitions: 2 },
      policy: contractPolicy,
    };
    return { store, module: () => KafkaMessagingModule.forRoot(options), transport: KafkaTransport, end: () => store.close() };
  });
});
