import { Inject, type OnApplicationBootstrap, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import type { AnyEvent, ProjectionDefinition } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import { ProjectionRegistry } from './projection-registry.js';
import { Projector } from './projector.js';
import { ViewReader } from './view-reader.js';
import type { ViewCollection, ViewStore } from './view-store.port.js';

const EVENT_STORE = Symbol.for('daybook.event-store');
export const VIEW_STORE = Symbol.for('daybook.view-store');

/** Any projection, whatever its view and events. */
export type SomeProjection = Pick<ProjectionDefinition<never, never>, 'name'>;

const readerToken = ({ name }: SomeProjection): string => `view-reader:${name}`;
const projectionToken = ({ name }: SomeProjection): string => `projection:${name}`;

/** Injects the ViewReader of a projection. */
export const InjectView = (projection: SomeProjection): ParameterDecorator => Inject(readerToken(projection));

/** Runs one projector for as long as the application does. */
class RunningProjection<View, Event extends AnyEvent> implements OnApplicationBootstrap, OnApplicationShutdown {
  private constructor(
    readonly views: ViewCollection<View>,
    readonly projector: Projector<View, Event>,
  ) {}

  static async open<View, Event extends AnyEvent>(
    definition: ProjectionDefinition<View, Event>,
    store: EventStore,
    viewStore: ViewStore,
    registry: ProjectionRegistry,
  ): Promise<RunningProjection<View, Event>> {
    const views = await viewStore.open<View>(definition.name, definition.indexes ?? []);
    const projector = new Projector<View, Event>(store, definition, views);
    registry.register(projector as unknown as Projector<never, never>);
    return new RunningProjection(views, projector);
  }

  onApplicationBootstrap(): void {
    this.projector.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.projector.stop();
  }
}

/** Providers that keep these projections up with the log and offer their readers. */
export const projections = (definitions: readonly SomeProjection[]): Provider[] =>
  definitions.flatMap((definition) => [
    {
      provide: projectionToken(definition),
      inject: [EVENT_STORE, VIEW_STORE, ProjectionRegistry],
      useFactory: (store: EventStore, views: ViewStore, registry: ProjectionRegistry) =>
        RunningProjection.open(definition as unknown as ProjectionDefinition<unknown, AnyEvent>, store, views, registry),
    },
    {
      provide: readerToken(definition),
      inject: [projectionToken(definition)],
      useFactory: ({ views, projector }: RunningProjection<unknown, AnyEvent>) => new ViewReader(views, projector),
    },
  ]);
