import { ExponentialBackoff, handleType, retry } from 'cockatiel';
import { ArtifactStoreUnavailable } from './artifact-store.errors.js';

export type OutlastOptions = Readonly<{
  /** Gives up with the error that there is. */
  signal?: AbortSignal;
  /** Told before each pause. */
  waits?: (unavailable: ArtifactStoreUnavailable) => void;
}>;

const backoff = new ExponentialBackoff({ initialDelay: 200, maxDelay: 5000 });

/** What the action answers, begun again with growing pauses, up to five seconds, for as long as the store is away. */
export const outlast = <T>(action: () => Promise<T>, { signal, waits }: OutlastOptions = {}): Promise<T> => {
  const policy = retry(handleType(ArtifactStoreUnavailable), { maxAttempts: Infinity, backoff });
  if (waits !== undefined) policy.onFailure(({ reason }) => {
    if ('error' in reason && reason.error instanceof ArtifactStoreUnavailable) waits(reason.error);
  });
  return policy.execute(action, signal);
};
