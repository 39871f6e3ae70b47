import 'reflect-metadata';
import { join } from 'node:path';
import { ConsoleLogger, Global, Module, type DynamicModule } from '@nestjs/common';
import { SqliteEventStore, type EventStore } from '@daybook/event-store';
import { EmbeddedMessagingModule, EmbeddedTransport, EVENT_STORE } from '@daybook/messaging';
import { clockProviders, createFastifyApplication } from '@daybook/service-kit';
import { VersioningModule } from '@daybook/versioning';
import { versioningPublishing } from '@daybook/versioning/publishing';
import { ProjectionRegistry, SqliteViewStore, VIEW_STORE, type ViewStore } from '@daybook/views';

/** The versioning service alone, on a log that is there, in a process of its own; says its URL once its views are live. */
@Global()
@Module({})
class EmbeddedPorts {
  static in(directory: string): DynamicModule {
    const ports = [
      { provide: EVENT_STORE, useFactory: () => SqliteEventStore.open(join(directory, 'log.db')) },
      { provide: VIEW_STORE, useFactory: () => SqliteViewStore.open(join(directory, 'views.db')) },
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

const directory = process.argv[2] ?? '.';
const messaging = EmbeddedMessagingModule.forRoot({ publishings: versioningPublishing, stateFile: join(directory, 'consumers.db') });
const root: DynamicModule = { module: class Root {}, imports: [EmbeddedPorts.in(directory), messaging, VersioningModule] };
const app = await createFastifyApplication(root, new ConsoleLogger({ logLevels: ['error', 'fatal'] }));
app.connectMicroservice({ strategy: app.get(EmbeddedTransport) }, { inheritAppConfig: false });
await app.startAllMicroservices();
await app.listen(0, '127.0.0.1');

const registry = app.get(ProjectionRegistry);
while ((await registry.list()).some(({ lag }) => lag > 0)) await new Promise((resolve) => setTimeout(resolve, 100));
process.send?.(await app.getUrl());
process.once('message', () => {
  void app.close().then(async () => {
    await app.get<EventStore>(EVENT_STORE).close();
    await app.get<ViewStore>(VIEW_STORE).close();
    process.disconnect();
  });
});
