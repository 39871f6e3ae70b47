import type { Recorded } from '@daybook/event-sourcing';
import type { DeletedRepository } from '../domain/repository.state.js';
import type { KnownNumbers } from '../domain/version-numbers.js';

/** Who began the deletion, when and why, and when it ended. */
export type DeletionProgress = Readonly<{
  actor: string;
  reason: string | null;
  startedAt: string;
  endedAt: string | null;
  position: number;
}>;
type Step = Readonly<{ name: string; status: 'running' | 'done' }>;
/** As `GET /v1/operations/{id}` answers it. `done` and `total` count versions. */
export type DeletionOperation = DeletionProgress &
  Readonly<{
    id: string;
    kind: 'repository-deletion';
    status: 'running' | 'done';
    repositoryId: string;
    steps: readonly [Step, Step & Readonly<{ done: number; total: number }>, Step];
  }>;

/** Null before the deletion. */
export const withDeletionEvent = (
  progress: DeletionProgress | null,
  { type, recordedAt, position, metadata: { actor, reason } }: Recorded,
): DeletionProgress | null => {
  if (type === 'RepositoryDeleted') return { actor, reason: reason ?? null, startedAt: recordedAt, endedAt: null, position };
  if (progress === null) return null;
  return { ...progress, position, endedAt: type === 'RepositoryErased' ? recordedAt : progress.endedAt };
};

const stepOf = (name: string, isDone: boolean): Step => ({ name, status: isDone ? 'done' : 'running' });
const countOf = ({ upTo, beyond }: KnownNumbers): number => upTo + beyond.size;

export const deletionOperation = (id: string, progress: DeletionProgress, state: DeletedRepository): DeletionOperation => {
  const { repositoryId, numbers, erased, isErased } = state;
  const [done, total] = [countOf(erased), countOf(numbers)];
  const versions = { ...stepOf('erase-versions', isErased || done >= total), done, total };
  return {
    id,
    kind: 'repository-deletion',
    status: isErased ? 'done' : 'running',
    repositoryId,
    ...progress,
    steps: [stepOf('hide', true), versions, stepOf('erase-repository', isErased)],
  };
};
