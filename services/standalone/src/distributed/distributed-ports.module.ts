import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { ArtifactStore } from '@daybook/artifacts';
import type { EventStore } from '@daybook/event-store';
import { ARTIFACT_STORE, EVENT_STORE } from '@daybook/messaging';
import { ArtifactReferenceRegistry, clockProviders } from '@daybook/service-kit';
import { ProjectionRegistry, VIEW_STORE, type ViewStore } from '@daybook/views';
import type { DistributedPorts } from './distributed-ports.js';

/** The adapters of a service that shares nothing but servers. Closed last: everything else writes until its own end. */
@Global()
@Module({})
export class DistributedPortsModule implements OnApplicationShutdown {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(VIEW_STORE) private readonly views: ViewStore,
    @Inject(ARTIFACT_STORE) private readonly artifacts: ArtifactStore,
  ) {}

  static of({ store, views, artifacts }: DistributedPorts): DynamicModule {
    const ports = [
      { provide: EVENT_STORE, useValue: store },
      { provide: VIEW_STORE, useValue: views },
      { provide: ARTIFACT_STORE, useValue: artifacts },
      { provide: ProjectionRegistry, useValue: new ProjectionRegistry(store, views) },
      ArtifactReferenceRegistry,
      ...clockProviders,
    ];
    return { module: DistributedPortsModule, providers: ports, exports: ports };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.store.close(), this.views.close(), this.artifacts.close()]);
  }
}
