/** Phases of a run after it was queued, in their order. */
export const runPhases = ['preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'] as const;
export type RunPhase = (typeof runPhases)[number];
