import type { PartProcess } from './part-process.js';
import type { PartAnswer, PartCommand, PartCredentials, RealPartName, StartedPart } from './part-protocol.js';

/** A real server for a spec. It is there from the first `beforeAll` on. */
export class RealPart {
  constructor(
    readonly name: RealPartName,
    protected started: StartedPart | null,
  ) {}

  /** Where clients go: `host:port` (kafka), `mongodb://…`, `kurrentdb://…`, or `http://…` (s3, toxiproxy). */
  get url(): string {
    return this.access.url;
  }

  /** The keys of an S3 server. */
  get credentials(): PartCredentials {
    if (this.access.credentials === null) throw new Error(`${this.name} has no credentials`);
    return this.access.credentials;
  }

  /** Does nothing where the server is not ours. */
  async start(): Promise<void> {}
  async end(): Promise<void> {}

  protected get access(): StartedPart {
    if (this.started === null) throw new Error(`${this.name} is started before the first test, not while tests are declared`);
    return this.started;
  }
}

/** A server of this spec's own, to be treated as badly as a test likes. */
export class LocalPart extends RealPart {
  constructor(
    name: RealPartName,
    private readonly process: PartProcess,
  ) {
    super(name, null);
  }

  /** Kafka's `proxied` is what a fault proxy forwards to, and `proxy` where its clients expect that proxy. */
  port(name: string): number {
    const port = this.access.ports[name];
    if (port === undefined) throw new Error(`${this.name} has no port ${name}`);
    return port;
  }

  override async start(): Promise<void> {
    this.started = await this.send('start');
  }

  /** Ends it in order; `restart` brings it back. */
  async stop(): Promise<void> {
    await this.send('stop');
  }

  /** Ends it as a crash does; `restart` brings it back. */
  async kill9(): Promise<void> {
    await this.send('kill9');
  }

  /** Until `resume` it keeps its connections and answers nothing. */
  async pause(): Promise<void> {
    await this.send('pause');
  }

  async resume(): Promise<void> {
    await this.send('resume');
  }

  /** On the same ports and data, also after `stop` and `kill9`; answers when it serves. */
  async restart(): Promise<void> {
    await this.send('restart');
  }

  override async end(): Promise<void> {
    await this.process.end();
  }

  private async send(command: PartCommand): Promise<StartedPart | null> {
    return doneOf(await this.process.send(command), `${this.name} ${command}`);
  }
}

const doneOf = (answer: PartAnswer, what: string): StartedPart | null => {
  if ('done' in answer) return answer.done;
  throw new Error(`${what}: ${'missing' in answer ? answer.missing : answer.failed}`);
};
