import { Injectable, Optional } from '@nestjs/common';
import { ArtifactReferenceRegistry, referencesIn, type ReferringView } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { versionRow, type VersionRow } from '../projections/version-row.projection.js';

/** The model of a version stays as long as the version: it can be deployed at any time. */
export const referringVersions: ReferringView<VersionRow> = {
  of: 'versions',
  projection: versionRow,
  referredTo: ({ model }) => (model === null ? [] : [model.sha256]),
};

@Injectable()
export class VersionReferences {
  constructor(@InjectView(versionRow) rows: ViewReader<VersionRow>, @Optional() registry?: ArtifactReferenceRegistry) {
    registry?.enter(referencesIn(referringVersions, rows));
  }
}
