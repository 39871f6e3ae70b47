import { Injectable } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import type { KnownRepository } from '@daybook/memory';
import { NotFound } from '@daybook/service-kit';
import type { VersionKey, VersionQueued } from '../domain/version.events.js';
import { RelativeVersionWithKey } from './version.errors.js';
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

  /** The version that a command is on. With a key of the caller's it has to be a number. @throws NotFound, RelativeVersionWithKey */
  async commanded(repository: KnownRepository, reference: VersionReference, { commandDigest }: CommandContext): Promise<VersionKey> {
    if (commandDigest !== undefined && typeof reference !== 'number') throw new RelativeVersionWithKey(reference);
    return this.key(repository, reference);
  }

  /** The highest number that is taken; 0 for none. */
  latest({ repositoryId }: KnownRepository): Promise<number> {
    return this.numbers.latest(repositoryId);
  }

  /** How it began. @throws NotFound */
  async beginning(repository: KnownRepository, reference: VersionReference): Promise<VersionQueued['data']> {
    const { versionId } = await this.key(repository, reference);
    const beginning = await this.versions.beginning(versionId);
    if (beginning === null) throw new NotFound('version', String(reference));
    return beginning;
  }

  /** What it is called. A number is taken at its word: whether there is such a version, the command finds out. @throws NotFound */
  private async key(repository: KnownRepository, reference: VersionReference): Promise<VersionKey> {
    const { repositoryId } = repository;
    const number = await this.numberOf(repository, reference);
    if (number === null) throw new NotFound('version', String(reference));
    return { versionId: `${repositoryId}-${number}`, repositoryId, number };
  }

  private async numberOf({ repositoryId, defaultNumber }: KnownRepository, reference: VersionReference): Promise<number | null> {
    if (reference === 'default') return defaultNumber ?? this.latestUsable(repositoryId);
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
