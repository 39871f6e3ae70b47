import { Injectable, Optional } from '@nestjs/common';
import { ArtifactReferenceRegistry, referencesIn, type ReferringView } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { datasetCard, type DatasetCard } from '../projections/dataset-card.projection.js';

/** The tables and their profiles stay as long as their datasets: for good. */
export const referringDatasets: ReferringView<DatasetCard> = {
  of: 'datasets',
  projection: datasetCard,
  referredTo: ({ artifact, profile }) => [artifact.sha256, profile.sha256],
};

@Injectable()
export class DatasetReferences {
  constructor(@InjectView(datasetCard) cards: ViewReader<DatasetCard>, @Optional() registry?: ArtifactReferenceRegistry) {
    registry?.enter(referencesIn(referringDatasets, cards));
  }
}
