import { Inject, Injectable } from '@nestjs/common';
import type { ArtifactRef, ArtifactStore } from '@daybook/artifacts';
import {
  commandHandlerFor,
  type CommandContext,
  type CommandHandler,
  type CommandOutcome,
  type EventStore,
} from '@daybook/event-store';
import { ARTIFACT_STORE, EVENT_STORE } from '@daybook/messaging';
import { CLOCK, type Clock } from '@daybook/service-kit';
import { profileTable, readTable, type ColumnProfile, type TableProfile } from '@daybook/tabular';
import { v5 as uuidV5 } from 'uuid';
import {
  dataset,
  upcastDataset,
  type DatasetColumn,
  type DatasetRegistered,
  type DatasetState,
  type RegisterDataset,
} from '../domain/dataset.decider.js';

/** Characters; longer ones would weigh on everybody who remembers the dataset. */
const longestClasses = 2000;
const namespace = '0b4b3d1e-52f7-5c0e-9a51-7f6d1c5f2e01';
const mostBytes = 4 * 1024 ** 3;

export type DatasetOutcome = CommandOutcome<DatasetState, DatasetRegistered> &
  Readonly<{ datasetId: string; rows: number; isNew: boolean }>;

/** Registers tables: content to the artifact store as it arrives, then one pass over it for the profile. */
@Injectable()
export class DatasetHandler {
  private readonly handle: CommandHandler<DatasetState, RegisterDataset, DatasetRegistered>;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(ARTIFACT_STORE) private readonly artifacts: ArtifactStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.handle = commandHandlerFor(store, dataset, upcastDataset);
  }

  /** @throws InvalidTable, ArtifactTooLarge, ArtifactStoreFull */
  async register(name: string, content: AsyncIterable<Uint8Array>, context: CommandContext): Promise<DatasetOutcome> {
    const artifact = await this.artifacts.put(content, { maxSizeBytes: mostBytes });
    const profile = await profileTable(await readTable(await this.artifacts.get(artifact.sha256)));
    const datasetId = uuidV5(`${name}\n${artifact.sha256}`, namespace);
    const data = {
      datasetId,
      name,
      artifact,
      profile: await this.store(profile),
      rows: profile.rows,
      columns: profile.columns.map(columnOf),
      at: this.clock.now(),
    };
    const outcome = await this.handle(`dataset-${datasetId}`, { type: 'RegisterDataset', data }, context);
    return { ...outcome, datasetId, rows: profile.rows, isNew: outcome.appended.length > 0 };
  }

  private store(profile: TableProfile): Promise<ArtifactRef> {
    const bytes = new TextEncoder().encode(JSON.stringify(profile));
    return this.artifacts.put(
      (async function* content() {
        yield bytes;
      })(),
    );
  }
}

/** What others need to know of a column. */
const columnOf = ({ name, type, distinct, missing, distinctIsLowerBound, topValues = [] }: ColumnProfile): DatasetColumn => {
  const classes = topValues.map(({ value }) => value);
  const all = classes.length > 0 && classes.length === distinct && !distinctIsLowerBound && classes.join('').length <= longestClasses;
  return { name, type, distinct, missing, ...(all ? { classes } : {}) };
};
