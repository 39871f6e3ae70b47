import type { LoggedFact } from '../log-facts.js';

type Pending = Readonly<{ generation: number; assigned: boolean }>;

/** The facts of one deployment that may not stand where they do, in words. Generations are dense, and each is assigned and activated once. */
export const missteps = (facts: readonly LoggedFact[]): readonly string[] => {
  let last = 0;
  let pending: Pending | null = null;
  let serving = 0;
  let leaving = false;
  const fits = (step: string, generation: number): boolean => {
    const awaited = pending?.generation === generation;
    switch (step) {
      case 'requested':
        return pending === null && !leaving && generation === last + 1;
      case 'assigned':
        return awaited && pending?.assigned === false;
      case 'activated':
        return awaited && pending?.assigned === true;
      case 'failed':
        return awaited;
      case 'undeploying':
        return !leaving && (pending !== null || serving > 0);
      default:
        // A switch takes the former one away, the rest is what was asked for.
        return leaving || serving > 1;
    }
  };
  const take = (step: string, generation: number): void => {
    if (step === 'requested') [last, pending] = [generation, { generation, assigned: false }];
    if (step === 'assigned') pending = { generation, assigned: true };
    if (step === 'activated') [pending, serving] = [null, serving + 1];
    if (step === 'failed') pending = null;
    if (step === 'undeploying') [pending, leaving] = [null, true];
    if (step === 'undeployed') [serving, leaving] = [leaving ? 0 : serving - 1, false];
  };
  return facts.flatMap(({ type, data, subject, position }) => {
    const step = type.split('.')[2] ?? '';
    const generation = Number(data['generation']);
    const wrong = fits(step, generation) ? [] : [`${subject} at ${position}: ${step} ${generation} after ${last}`];
    take(step, generation);
    return wrong;
  });
};
