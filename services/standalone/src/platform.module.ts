import { join } from 'node:path';
import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { FileArtifactStore } from '@daybook/artifacts';
import { SqliteEventStore, type EventStore } from '@daybook/event-store';
import { ARTIFACT_STORE, EVENT_STORE } from '@daybook/messaging';
import { ArtifactReferenceRegistry, clockProviders } from '@daybook/service-kit';
import { ProjectionRegistry, SqliteViewStore, VIEW_STORE, type ViewStore } from '@daybook/views';
import { makeDataDirectory } from './data-directory.js';
import { artifactsDirectory } from './engine.specs.js';
import type { StandaloneConfig } from './standalone.config.js';

/** The embedded adapters of the ports. Closed last: everything else writes until its own end. */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(VIEW_STORE) private readonly views: ViewStore,
  ) {}

  static forRoot(config: StandaloneConfig): DynamicModule {
    const { dataDirectory } = config;
    makeDataDirectory(dataDirectory);
    const ports = [
      { provide: EVENT_STORE, useFactory: () => SqliteEventStore.open(join(dataDirectory, 'log.db')) },
      { provide: VIEW_STORE, useFactory: () => SqliteViewStore.open(join(dataDirectory, 'views.db')) },
      { provide: ARTIFACT_STORE, useFactory: () => FileArtifactStore.open(artifactsDirectory(config)) },
      {
        provide: ProjectionRegistry,
        inject: [EVENT_STORE, VIEW_STORE],
        useFactory: (store: EventStore, views: ViewStore) => new ProjectionRegistry(store, views),
      },
      { provide: ArtifactReferenceRegistry, useClass: ArtifactReferenceRegistry },
      ...clockProviders,
    ];
    return { module: PlatformModule, providers: ports, exports: ports };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
    await this.views.close();
  }
}
