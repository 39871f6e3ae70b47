import { MongoUnavailable, type MongoLink } from '@daybook/mongodb';
import { DeadLettersUnavailable } from '../messaging.errors.js';

/** Asks MongoDB for dead letters. @throws DeadLettersUnavailable when it does not answer in the time of the link */
export const answered = async <Answer>(link: MongoLink, ask: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await link.ask(ask);
  } catch (error) {
    throw error instanceof MongoUnavailable ? new DeadLettersUnavailable(error.cause) : error;
  }
};
