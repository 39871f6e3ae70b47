import { Injectable } from '@nestjs/common';
import type { KnownRepository } from '@daybook/memory';
import { NotFound } from '@daybook/service-kit';
import type { VersionQueued } from '../domain/version.events.js';
import { VersionHandler } from './version.handler.js';
import { VersionNumbers } from './version.numbers.js';
import type { VersionReference } from './version.queries.js';

/** Which version a command means, by the log as it is now: no view is asked. */
@Injectable()
export class VersionTargets {
  constructor(
    private readonly versions: VersionHandler,
    private readonly numbers: VersionNumbers,
  ) {}

  /** How it began, and so what it is called. @throws NotFound */
  async find({ repositoryId, defaultNumber }: KnownRepository, reference: VersionReference): Promise<VersionQueued['data']> {
    const number = reference === 'default' ? (defaultNumber ?? (await this.latestUsable(repositoryId))) : await this.numberOf(repositoryId, reference);
    const beginning = number === null ? null : await this.versions.beginning(`${repositoryId}-${number}`);
    if (beginning === null) throw new NotFound('version', String(reference));
    return beginning;
  }

  private numberOf(repositoryId: string, reference: number | 'latest'): number | Promise<number> {
    return reference === 'latest' ? this.numbers.latest(repositoryId) : reference;
  }

  /** The highest that was trained completely. */
  private async latestUsable(repositoryId: string): Promise<number | null> {
    for (let number = await this.numbers.latest(repositoryId); number > 0; number -= 1) {
      const state = await this.versions.load(`${repositoryId}-${number}`);
      if (state.status !== 'absent' && state.status !== 'erased' && state.run === 'ready') return number;
    }
    return null;
  }
}
