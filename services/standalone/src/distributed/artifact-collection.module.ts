import { Module, type DynamicModule } from '@nestjs/common';
import type { ArtifactStore } from '@daybook/artifacts';
import type { EventStore } from '@daybook/event-store';
import { ARTIFACT_STORE, EVENT_STORE } from '@daybook/messaging';
import { referringDatasets } from '@daybook/repository/artifact-references';
import { ArtifactCollection, ArtifactCollectionController, ArtifactReferenceRegistry, referencesIn, type ArtifactCollectionOptions, type ReferringView } from '@daybook/service-kit';
import { referringRuns } from '@daybook/training-orchestrator/artifact-references';
import { referringVersions } from '@daybook/versioning/artifact-references';
import { followView, ProjectionRegistry, VIEW_STORE, type ViewStore } from '@daybook/views';

/**
 * Deletes the artifacts of all services that none of them refers to: of the services' processes one does it, and reads in
 * the others' views what they refer to. Of its instances each can be asked to; by itself it is the one that keeps the view
 * of datasets.
 */
@Module({})
export class ArtifactCollectionModule {
  static forRoot(options: ArtifactCollectionOptions): DynamicModule {
    const collect = async (store: EventStore, views: ViewStore, artifacts: ArtifactStore, projections: ProjectionRegistry) => {
      const references = await referencesOfAll(views);
      return new ArtifactCollection({ store, artifacts, references, isTurn: () => keepsDatasets(projections) }, options);
    };
    return {
      module: ArtifactCollectionModule,
      providers: [{ provide: ArtifactCollection, inject: [EVENT_STORE, VIEW_STORE, ARTIFACT_STORE, ProjectionRegistry], useFactory: collect }],
      controllers: [ArtifactCollectionController],
    };
  }
}

const referencesOfAll = async (views: ViewStore): Promise<ArtifactReferenceRegistry> => {
  const registry = new ArtifactReferenceRegistry();
  const enter = async <View>(referring: ReferringView<View>): Promise<void> =>
    registry.enter(referencesIn(referring, await followView(views, referring.projection)));
  await Promise.all([enter(referringDatasets), enter(referringVersions), enter(referringRuns)]);
  return registry;
};

const keepsDatasets = async (projections: ProjectionRegistry): Promise<boolean> =>
  (await projections.list()).some(({ name, state }) => name === referringDatasets.projection.name && state === 'live');
