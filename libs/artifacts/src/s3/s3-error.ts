import { ArtifactStoreFull, ArtifactStoreRefused, ArtifactStoreUnavailable } from '../artifact-store.errors.js';

type S3Failure = Readonly<{ name?: string; code?: string; $fault?: string; $metadata?: Readonly<{ httpStatusCode?: number }> }>;

const fullNames = ['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded', 'EntityTooLarge'];
const tooManyRequests = 429;

const failureOf = (error: unknown): S3Failure => (typeof error === 'object' && error !== null ? error : {});
const statusOf = (error: unknown): number | undefined => failureOf(error).$metadata?.httpStatusCode;

/** Whether a request was answered with one of these HTTP statuses. */
export const isAnswered = (error: unknown, ...statuses: readonly number[]): boolean => statuses.includes(statusOf(error) ?? 0);

/** Whether there was no answer, or one that says to come later. */
export const isTransient = (error: unknown): boolean => {
  const status = statusOf(error);
  return status === undefined || status >= 500 || status === tooManyRequests;
};

/** What an action on the bucket answers. @throws ArtifactStoreFull, ArtifactStoreUnavailable, ArtifactStoreRefused */
export const translated = async <T>(action: Promise<T>): Promise<T> => {
  try {
    return await action;
  } catch (error) {
    throw inOurWords(error);
  }
};

/** The error of a request as one of the port's. */
export const inOurWords = (error: unknown): Error => {
  if (fullNames.includes(failureOf(error).name ?? '')) return new ArtifactStoreFull({ cause: error });
  if (isTransient(error)) return new ArtifactStoreUnavailable({ cause: error });
  return new ArtifactStoreRefused(reasonOf(error), { cause: error });
};

/** An answer without a body, as all to HEAD are, has no name of what is wrong. */
const reasonOf = (error: unknown): string => {
  const { name } = failureOf(error);
  if (name === undefined || name === 'Unknown') return `it answers HTTP status ${statusOf(error)} and no reason`;
  return `${name}: ${error instanceof Error ? error.message : String(error)}`;
};

/** What an action answers, or `otherwise` where it is answered with one of these statuses. */
export const unlessAnswered = async <T, U>(action: Promise<T>, statuses: readonly number[], otherwise: U): Promise<T | U> => {
  try {
    return await action;
  } catch (error) {
    if (isAnswered(error, ...statuses)) return otherwise;
    throw error;
  }
};
