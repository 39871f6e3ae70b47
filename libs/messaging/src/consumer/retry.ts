/** Bounded retries with exponential backoff and full jitter. */
export type RetryPolicy = Readonly<{ attempts: number; firstDelayMs: number; longestDelayMs: number }>;

export const defaultRetryPolicy: RetryPolicy = { attempts: 6, firstDelayMs: 50, longestDelayMs: 2000 };

export type Attempted = Readonly<{ ok: true }> | Readonly<{ ok: false; error: unknown; attempts: number; aborted: boolean }>;

/** Tries until it succeeds, the policy is used up or the signal aborts. Never throws. */
export const attempt = async (work: () => Promise<void>, policy: RetryPolicy, signal: AbortSignal): Promise<Attempted> => {
  for (let attempts = 1; ; attempts += 1) {
    try {
      await work();
      return { ok: true };
    } catch (error) {
      if (signal.aborted || attempts >= policy.attempts) return { ok: false, error, attempts, aborted: signal.aborted };
      await delay(Math.random() * Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** attempts), signal);
    }
  }
};

const delay = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
