import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartCommand, StartedPart } from '@daybook/testing';
import { freePorts } from './free-ports.js';
import { LocalServer } from './local-server.js';
import { ServerNotReady } from './part.errors.js';
import type { Part, Placement } from './part.js';

const attempts = 3;

/** A part for one spec: on free ports, in a directory that is gone afterwards. */
export class SpecPart {
  private server: LocalServer | null = null;
  private directory: string | null = null;

  constructor(
    private readonly part: Part,
    private readonly options: Pick<Placement, 'shortLived'> = {},
  ) {}

  async do(command: PartCommand): Promise<StartedPart | null> {
    if (command === 'start') return this.start();
    switch (command) {
      case 'stop':
        return (await this.server?.stop()) ?? null;
      case 'kill9':
        return (await this.server?.kill9()) ?? null;
      case 'pause':
        return this.server?.pause() ?? null;
      case 'resume':
        return this.server?.resume() ?? null;
      case 'restart':
        await this.server?.stop();
        return (await this.server?.start()) ?? null;
    }
  }

  /** Leaves nothing behind. */
  async end(): Promise<void> {
    await this.server?.kill9();
    if (this.directory !== null) await rm(this.directory, { recursive: true, force: true });
  }

  /** A port that was free may be taken a moment later, hence the attempts. */
  private async start(attempt = 1): Promise<StartedPart> {
    this.directory = await mkdtemp(join(tmpdir(), `daybook-${this.part.name}-`));
    const placement: Placement = { ...this.options, ports: await freePorts(this.part.ports), directory: this.directory };
    this.server = new LocalServer(this.part, placement, { detached: false });
    try {
      await this.server.start();
    } catch (error) {
      await this.end();
      if (attempt === attempts || !(error instanceof ServerNotReady) || !/in use/i.test(error.output)) throw error;
      return this.start(attempt + 1);
    }
    const { url, credentials } = this.part.access(placement.ports.main);
    return { url, ports: placement.ports, credentials: credentials ?? null };
  }
}
