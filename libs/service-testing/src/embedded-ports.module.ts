import { join } from 'node:path';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { FileArtifactStore } from '@daybook/artifacts';
import { SqliteEventStore, type EventStore } from '@daybook/event-store';
import { ARTIFACT_STORE, EVENT_STORE } from '@daybook/messaging';
import { clockProviders } from '@daybook/service-kit';
import { ProjectionRegistry, SqliteViewStore, VIEW_STORE, type ViewStore } from '@daybook/views';

/** What a service is given from outside: log and views in SQLite files, artifacts in a folder, the clock of the machine. */
@Global()
@Module({})
export class EmbeddedPorts {
  static in(directory: string): DynamicModule {
    const ports = [
      { provide: EVENT_STORE, useFactory: () => SqliteEventStore.open(join(directory, 'log.db')) },
      { provide: VIEW_STORE, useFactory: () => SqliteViewStore.open(join(directory, 'views.db')) },
      { provide: ARTIFACT_STORE, useFactory: () => FileArtifactStore.open(join(directory, 'artifacts')) },
      {
        provide: ProjectionRegistry,
        inject: [EVENT_STORE, VIEW_STORE],
        useFactory: (store: EventStore, views: ViewStore) => new ProjectionRegistry(store, views),
      },
      ...clockProviders,
    ];
    return { module: EmbeddedPorts, providers: ports, exports: ports };
  }
}
