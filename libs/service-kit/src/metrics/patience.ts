import pTimeout from 'p-timeout';

const patienceMs = 2000;

/** The answer. @throws TimeoutError when it takes longer than a scrape may wait */
export const within = <T>(asked: Promise<T>): Promise<T> => pTimeout(asked, { milliseconds: patienceMs });
