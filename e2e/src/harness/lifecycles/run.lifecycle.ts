import type { LoggedFact } from '../log-facts.js';

const phases = ['preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'];
const ends = ['completed', 'failed', 'canceled'];

/** The facts of one run that may not stand where they do, in words. Attempts are dense, and each is assigned once and ends once. */
export const missteps = (facts: readonly LoggedFact[]): readonly string[] => {
  let attempt = 0;
  let rank = -1;
  let state: 'waiting' | 'working' | 'ended' = 'waiting';
  const fits = (step: string, { data }: LoggedFact): boolean => {
    if (state === 'ended') return false;
    if (step === 'assigned') return state === 'waiting' && data['attempt'] === attempt + 1;
    if (data['attempt'] !== attempt) return false;
    if (step === 'phase-started') return state === 'working' && phases.indexOf(String(data['phase'])) > rank;
    return step === 'canceled' || state === 'working';
  };
  return facts.flatMap((fact) => {
    const step = fact.type.split('.')[2] ?? '';
    const wrong = fits(step, fact) ? [] : [`${fact.subject} at ${fact.position}: ${step} ${String(fact.data['attempt'])} while ${state} on ${attempt}`];
    if (step === 'assigned') [attempt, rank, state] = [attempt + 1, -1, 'working'];
    if (step === 'phase-started') rank = phases.indexOf(String(fact.data['phase']));
    if (step === 'requeued') state = 'waiting';
    if (ends.includes(step)) state = 'ended';
    return wrong;
  });
};
