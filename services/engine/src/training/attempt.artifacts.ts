import { ArtifactMissing, outlast, type ArtifactStore } from '@daybook/artifacts';
import type { ArtifactReference } from '@daybook/contracts';
import type { TableRows } from '../builtin/training.types.js';
import { readDataset } from './dataset.reader.js';

export type AttemptArtifactsOptions = Readonly<{
  open: () => Promise<ArtifactStore>;
  /** Ends the waiting. */
  signal: AbortSignal;
  log: (line: string) => Promise<void>;
}>;

/**
 * What an attempt reads and keeps. A store that is away is waited for: what has been computed is worth more than the time.
 * @throws ArtifactStoreUnavailable when the waiting was ended
 */
export class AttemptArtifacts {
  private store: ArtifactStore | null = null;
  private isWaiting = false;

  constructor(private readonly options: AttemptArtifactsOptions) {}

  /** @throws ArtifactMissing, ArtifactCorrupt, InvalidTable */
  dataset(sha256: string): Promise<TableRows> {
    return this.patiently((store) => readDataset(store, sha256));
  }

  /** Undefined for one that is gone: that costs time only. */
  checkpoint(sha256: string): Promise<Uint8Array | undefined> {
    return this.patiently((store) =>
      store.read(sha256).catch((error: unknown) => {
        if (error instanceof ArtifactMissing) return undefined;
        throw error;
      }),
    );
  }

  put(bytes: Uint8Array): Promise<ArtifactReference> {
    const content = async function* () {
      yield bytes;
    };
    return this.patiently((store) => store.put(content()));
  }

  putJson(value: unknown): Promise<ArtifactReference> {
    return this.put(new TextEncoder().encode(JSON.stringify(value)));
  }

  private async patiently<T>(act: (store: ArtifactStore) => Promise<T>): Promise<T> {
    const { open, signal, log } = this.options;
    const answer = await outlast(async () => act((this.store ??= await open())), {
      signal,
      waits: ({ message }) => {
        if (!this.isWaiting) void log(`Waiting: ${message}.`);
        this.isWaiting = true;
      },
    });
    if (this.isWaiting) await log('The artifact store answers again.');
    this.isWaiting = false;
    return answer;
  }
}
