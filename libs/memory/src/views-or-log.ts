import { setTimeout as sleep } from 'node:timers/promises';
import { ViewsUnavailable } from '@daybook/views';

const patienceMs = 1000;
const late = Symbol('late');

/**
 * What the views show; where they cannot say so soon, what the log has of it. For questions to which the log's answer may
 * be incomplete: an earlier version of the service kept no index there.
 * @throws ViewsUnavailable when the log has nothing either
 */
export const viewsOrLog = async <T>(askViews: () => Promise<T | null>, askLog: () => Promise<T | null>): Promise<T | null> => {
  const asked = askViews();
  try {
    const shown = await Promise.race([asked, sleep(patienceMs, late, { ref: false })]);
    if (shown !== late) return shown;
  } catch (error) {
    if (!(error instanceof ViewsUnavailable)) throw error;
  }
  asked.catch(() => undefined);
  return (await askLog()) ?? asked;
};
