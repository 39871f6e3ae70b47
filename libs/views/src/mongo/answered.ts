import { MongoUnavailable, type MongoLink } from '@daybook/mongodb';
import { ViewsUnavailable } from '../view-store.errors.js';

/** Asks MongoDB for a view. @throws ViewsUnavailable when it does not answer in the time of the link */
export const answered = async <Answer>(link: MongoLink, ask: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await link.ask(ask);
  } catch (error) {
    throw error instanceof MongoUnavailable ? new ViewsUnavailable(error.cause) : error;
  }
};
