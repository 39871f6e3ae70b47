import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { describeWithLocal, temporaryDirectory, type LocalPart } from '@daybook/testing';
import { soleProcessTurns } from '../embedded/sole-process.turns.js';
import { SqliteConsumerState } from '../embedded/sqlite-consumer-state.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { deadLettersContract } from './dead-letters.contract.js';
import { letterQueueContract, type LetterRig } from './letter-queue.contract.js';

/** A store whose every `open` is a connection of its own. */
const rigOf = <State extends { close(): unknown }>(connect: () => Promise<State>, opened: (state: State) => Awaited<ReturnType<LetterRig['open']>>) => {
  const states: State[] = [];
  const open = async () => {
    const state = await connect();
    states.push(state);
    return opened(state);
  };
  const close = async (): Promise<void> => {
    for (const state of states) await state.close();
  };
  return { open, close };
};

const inSqlite = (directory: string) => async (): Promise<LetterRig> => {
  const file = join(directory, `${randomUUID()}.db`);
  return rigOf(async () => SqliteConsumerState.open(file), ({ deadLetters }) => ({ deadLetters, turns: soleProcessTurns }));
};

const inMongo = (mongo: LocalPart) => async (): Promise<LetterRig> => {
  const url = new URL(mongo.url);
  url.pathname = `/letters-${randomUUID()}`;
  return rigOf(() => MongoConsumerState.connect(url.href, () => undefined), ({ deadLetters, turns }) => ({ deadLetters, turns }));
};

describe('dead letters in SQLite', () => {
  const create = inSqlite(temporaryDirectory());
  describe('as a store', () => deadLettersContract(create));
  describe('in the hands of operators', () => letterQueueContract(create));
});

await describeWithLocal(['mongo'], 'dead letters in MongoDB', (mongo) => {
  const create = inMongo(mongo);
  describe('as a store', () => deadLettersContract(create));
  describe('in the hands of operators', () => letterQueueContract(create));
});
