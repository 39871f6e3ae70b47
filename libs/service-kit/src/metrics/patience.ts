const patienceMs = 2000;

/** The answer, or an error when it takes longer than a scrape may wait. */
export const within = async <T>(asked: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
};
