import pTimeout, { TimeoutError } from 'p-timeout';
import { ViewsUnavailable } from '@daybook/views';

const patienceMs = 1000;

/**
 * What the views show; where they cannot say so soon, what the log has of it. For questions to which the views have the
 * better answer: an earlier version of the service kept less in the log, or the log is the one that is away.
 * @throws ViewsUnavailable when the log has nothing either
 */
export const viewsOrLog = async <T>(askViews: () => Promise<T | null>, askLog: () => Promise<T | null>): Promise<T | null> => {
  const asked = askViews();
  try {
    return await pTimeout(asked, { milliseconds: patienceMs });
  } catch (error) {
    if (!(error instanceof ViewsUnavailable || error instanceof TimeoutError)) throw error;
  }
  asked.catch(() => undefined);
  return (await askLog()) ?? asked;
};
