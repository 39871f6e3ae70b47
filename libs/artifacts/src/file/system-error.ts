import { ArtifactStoreFull } from '../artifact-store.errors.js';

/** The code of a Node.js system error, such as `ENOENT`. */
export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

/** What an action answers, or `otherwise` where a path does not exist. */
export const unlessMissing = async <T, U>(action: Promise<T>, otherwise: U): Promise<T | U> => {
  try {
    return await action;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return otherwise;
    throw error;
  }
};

/** Says that there is no room left in our own words. @throws ArtifactStoreFull */
export const orFull = async <T>(action: Promise<T>): Promise<T> => {
  try {
    return await action;
  } catch (error) {
    throw ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '') ? new ArtifactStoreFull({ cause: error }) : error;
  }
};
