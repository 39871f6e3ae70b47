import { Injectable, Optional } from '@nestjs/common';
import { ArtifactReferenceRegistry, referencesIn } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { versionRow, type VersionRow } from '../projections/version-row.projection.js';

/** The model of a version stays as long as the version: it can be deployed at any time. */
@Injectable()
export class VersionReferences {
  constructor(@InjectView(versionRow) rows: ViewReader<VersionRow>, @Optional() registry?: ArtifactReferenceRegistry) {
    registry?.enter(referencesIn('versions', rows, ({ model }) => (model === null ? [] : [model.sha256])));
  }
}
