import 'reflect-metadata';
import { join } from 'node:path';
import { ConsoleLogger, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import type { ArtifactStore } from '@daybook/artifacts';
import type { EventStore } from '@daybook/event-store';
import {
  ARTIFACT_STORE,
  CONSUMER_PROGRESS,
  DEAD_LETTERS,
  EmbeddedMessagingModule,
  EmbeddedTransport,
  EVENT_STORE,
  type ConsumerProgress,
  type DeadLetterQueue,
  type EngineProcessSpec,
  type Publishing,
} from '@daybook/messaging';
import { createFastifyApplication } from '@daybook/service-kit';
import { ProjectionRegistry, VIEW_STORE, type ViewStore } from '@daybook/views';
import { EmbeddedPorts } from './embedded-ports.module.js';

export type EmbeddedServiceOptions = Readonly<{
  /** Of the service, and so of its reactions. */
  name: string;
  /** Of everything that it keeps. */
  directory: string;
  module: Type | DynamicModule;
  /** Its own, and those of others that are to be heard. */
  publishings: readonly unknown[];
  engines?: readonly EngineProcessSpec[];
}>;

export type Answer = Readonly<{ status: number; headers: Readonly<Record<string, unknown>>; body: Record<string, unknown> }>;
/** A text is sent as it is. */
export type Ask = Readonly<{ body?: object | string; headers?: Record<string, string> }>;

const hearingMs = 20_000;

/** One service as it runs, asked over HTTP. */
export class EmbeddedService {
  private constructor(
    private readonly app: INestApplication,
    private readonly name: string,
    readonly origin: string,
  ) {}

  static async start({ name, directory, module, publishings, engines = [] }: EmbeddedServiceOptions): Promise<EmbeddedService> {
    const stateFile = join(directory, 'consumers.db');
    const messaging = EmbeddedMessagingModule.forRoot({ publishings: publishings as readonly Publishing<never>[], stateFile, engines });
    const root: DynamicModule = { module: class Root {}, imports: [EmbeddedPorts.in(directory), messaging, module] };
    return EmbeddedService.serve(name, await createFastifyApplication(root, new ConsoleLogger({ logLevels: ['fatal'] })));
  }

  /** An application that somebody else has made. */
  static async serve(name: string, app: INestApplication): Promise<EmbeddedService> {
    app.connectMicroservice({ strategy: app.get(EmbeddedTransport) }, { inheritAppConfig: false });
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    return new EmbeddedService(app, name, await app.getUrl());
  }

  get store(): EventStore {
    return this.app.get<EventStore>(EVENT_STORE);
  }

  get artifacts(): ArtifactStore {
    return this.app.get<ArtifactStore>(ARTIFACT_STORE);
  }

  get deadLetters(): DeadLetterQueue {
    return this.app.get<DeadLetterQueue>(DEAD_LETTERS);
  }

  get projections(): ProjectionRegistry {
    return this.app.get(ProjectionRegistry);
  }

  async ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, { body, headers = {} }: Ask = {}): Promise<Answer> {
    const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${this.origin}${url}`, { method, headers: { ...headers, ...type }, ...content });
    const answer = (await response.json()) as Answer['body'];
    return { status: response.status, headers: Object.fromEntries(response.headers), body: answer };
  }

  /** The whole of an answer that is not JSON. */
  async text(url: string): Promise<string> {
    return (await fetch(`${this.origin}${url}`)).text();
  }

  /** Resolves when the reactions have handled everything up to the position. */
  async heard(position: number): Promise<void> {
    const done = await this.app.get<ConsumerProgress>(CONSUMER_PROGRESS).waitUntil(this.name, position, hearingMs);
    if (!done) throw new Error(`the reactions did not come to position ${position}`);
  }

  async close(): Promise<void> {
    const views = this.app.get<ViewStore>(VIEW_STORE);
    const { store } = this;
    await this.app.close();
    await store.close();
    await views.close();
  }
}
