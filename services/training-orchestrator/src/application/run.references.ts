import { Injectable, Optional } from '@nestjs/common';
import { ArtifactReferenceRegistry, referencesIn, type ReferringView } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { runCard, type RunCard } from '../projections/run-card.projection.js';

const unfinished: readonly RunCard['status'][] = ['queued', 'working', 'canceling'];

/** What a run has made stays as long as the run; its checkpoints only while it may go on from them. */
export const artifactsOfRun = ({ status, artifacts, checkpoints }: Pick<RunCard, 'status' | 'artifacts' | 'checkpoints'>): readonly string[] => {
  const made = artifacts === null ? [] : Object.values(artifacts);
  const needed = unfinished.includes(status) ? Object.values(checkpoints).map(({ artifact }) => artifact) : [];
  return [...made, ...needed].map(({ sha256 }) => sha256);
};

export const referringRuns: ReferringView<RunCard> = { of: 'runs', projection: runCard, referredTo: artifactsOfRun };

@Injectable()
export class RunReferences {
  constructor(@InjectView(runCard) cards: ViewReader<RunCard>, @Optional() registry?: ArtifactReferenceRegistry) {
    registry?.enter(referencesIn(referringRuns, cards));
  }
}
