import { randomUUID } from 'node:crypto';
import { afterEach, describe } from '@jest/globals';
import { databaseAt, describeWith } from '@daybook/testing';
import { SqliteConsumerState } from '../embedded/sqlite-consumer-state.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { consumerOffsetsContract } from './consumer-offsets.contract.js';

describe("consumers' positions in SQLite", () => {
  let state: SqliteConsumerState;
  afterEach(() => state.close());
  consumerOffsetsContract(async () => {
    state = SqliteConsumerState.open(':memory:');
    return state.offsets;
  });
});

await describeWith('mongo', "consumers' positions in MongoDB", (mongo) => {
  let state: MongoConsumerState;
  afterEach(() => state.close());
  consumerOffsetsContract(async () => {
    state = await MongoConsumerState.connect(databaseAt(mongo.url, `offsets-${randomUUID()}`), () => undefined);
    return state.offsets;
  });
});
