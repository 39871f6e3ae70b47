import { ViewsUnavailable } from '@daybook/views';

const patienceMs = 1000;
const late = Symbol('late');

/**
 * What the views show; where they cannot say so soon, what the log has of it. For questions to which the views have the
 * better answer: an earlier version of the service kept less in the log, or the log is the one that is away.
 * @throws ViewsUnavailable when the log has nothing either
 */
export const viewsOrLog = async <T>(askViews: () => Promise<T | null>, askLog: () => Promise<T | null>): Promise<T | null> => {
  const asked = askViews();
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<typeof late>((resolve) => (timer = setTimeout(resolve, patienceMs, late)));
  try {
    const shown = await Promise.race([asked, overdue]);
    if (shown !== late) return shown;
  } catch (error) {
    if (!(error instanceof ViewsUnavailable)) throw error;
  } finally {
    clearTimeout(timer);
  }
  asked.catch(() => undefined);
  return (await askLog()) ?? asked;
};
