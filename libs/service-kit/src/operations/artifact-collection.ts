import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { collectGarbage, type ArtifactStore, type GarbageReport } from '@daybook/artifacts';
import { DomainError } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import type { ArtifactReferenceRegistry } from './artifact-references.js';

/** `everyMs` 0: only when asked. `kinds` of references that must be known before anything is called garbage. */
export type ArtifactCollectionOptions = Readonly<{ graceMs: number; everyMs: number; kinds: readonly string[] }>;
export type ArtifactCollectionReport = GarbageReport & Readonly<{ dryRun: boolean; referenced: number; position: number }>;
type Parts = Readonly<{
  store: Pick<EventStore, 'headPosition'>;
  artifacts: ArtifactStore;
  references: ArtifactReferenceRegistry;
  /** Of several instances one collects by itself; the only one when absent. */
  isTurn?: () => Promise<boolean>;
}>;

/** One at a time is enough. */
export class ArtifactCollectionRunning extends DomainError {
  readonly code = 'artifact-collection-running';

  constructor() {
    super('a collection of artifacts is running already');
  }
}

/** Without all references nobody can say what is garbage. */
export class ArtifactReferencesUnknown extends DomainError {
  readonly code = 'artifact-references-unknown';

  constructor(readonly missing: readonly string[]) {
    super(`this process does not know which artifacts are referred to by ${missing.join(', ')}`);
  }
}

/**
 * Deletes artifacts that nothing refers to. References are gathered when every view that has them reflects the head of
 * the log; what came after that is younger than the grace period, as is everything that is being uploaded, trained or
 * checkpointed and is not referred to yet.
 */
export class ArtifactCollection implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ArtifactCollection.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> | null = null;
  private isStopped = false;

  constructor(
    private readonly parts: Parts,
    private readonly options: ArtifactCollectionOptions,
  ) {}

  onApplicationBootstrap(): void {
    const { everyMs } = this.options;
    // Soon for the first time: a process that is replaced every day collects, too.
    if (everyMs > 0) this.collectIn(everyMs / 24);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running?.catch(() => undefined);
  }

  /** @throws ArtifactCollectionRunning, ArtifactReferencesUnknown, ViewBehind */
  async collect(dryRun: boolean): Promise<ArtifactCollectionReport> {
    if (this.running !== null) throw new ArtifactCollectionRunning();
    const collection = this.run(dryRun);
    this.running = collection;
    try {
      return await collection;
    } finally {
      this.running = null;
    }
  }

  private async run(dryRun: boolean): Promise<ArtifactCollectionReport> {
    const { artifacts, store } = this.parts;
    const position = await store.headPosition();
    const referenced = await this.referencedAt(position);
    const report = await collectGarbage(artifacts, async (sha256) => referenced.has(sha256), { olderThanMs: this.options.graceMs, dryRun });
    return { ...report, dryRun, referenced: referenced.size, position };
  }

  private async referencedAt(position: number): Promise<ReadonlySet<string>> {
    const { kinds } = this.options;
    const sources = kinds.map((kind) => this.parts.references.of(kind));
    const missing = kinds.filter((_, index) => sources[index] === undefined);
    if (missing.length > 0) throw new ArtifactReferencesUnknown(missing);
    const referenced = new Set<string>();
    for (const source of sources) for await (const sha256 of source?.at(position) ?? []) referenced.add(sha256);
    return referenced;
  }

  private collectIn(delayMs: number): void {
    this.timer = setTimeout(() => {
      void this.collectOnSchedule().then(() => {
        if (!this.isStopped) this.collectIn(this.options.everyMs);
      });
    }, delayMs);
    this.timer.unref();
  }

  private async collectOnSchedule(): Promise<void> {
    const { isTurn = async () => true } = this.parts;
    try {
      if (!(await isTurn())) return;
      const { deleted, deletedBytes } = await this.collect(false);
      if (deleted > 0) this.logger.log(`deleted ${deleted} artifacts that nothing refers to, ${deletedBytes} bytes`);
    } catch (error) {
      this.logger.warn(`artifacts were not collected: ${String(error)}`);
    }
  }
}
