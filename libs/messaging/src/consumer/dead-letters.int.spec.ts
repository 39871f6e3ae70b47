import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { describeWithLocal, temporaryDirectory } from '@daybook/testing';
import { SqliteConsumerState } from '../embedded/sqlite-consumer-state.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { deadLettersContract, type DeadLetterStore } from './dead-letters.contract.js';

/** A store whose every `open` is a connection of its own. */
const storeOf = (connect: () => Promise<SqliteConsumerState | MongoConsumerState>): DeadLetterStore => {
  const states: (SqliteConsumerState | MongoConsumerState)[] = [];
  return {
    open: async () => {
      const state = await connect();
      states.push(state);
      return state.deadLetters;
    },
    close: async () => {
      for (const state of states) await state.close();
    },
  };
};

describe('dead letters in SQLite', () => {
  const directory = temporaryDirectory();
  deadLettersContract(async () => {
    const file = join(directory, `${randomUUID()}.db`);
    return storeOf(async () => SqliteConsumerState.open(file));
  });
});

await describeWithLocal(['mongo'], 'dead letters in MongoDB', (mongo) => {
  deadLettersContract(async () => {
    const url = new URL(mongo.url);
    url.pathname = `/letters-${randomUUID()}`;
    return storeOf(() => MongoConsumerState.connect(url.href, () => undefined));
  });
});
