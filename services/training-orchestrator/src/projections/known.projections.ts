import { knownRepositoryProjection } from '@daybook/memory';

export const service = 'training-orchestrator';
export const knownRepository = knownRepositoryProjection(service);
