import { upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';

type Artifact = Readonly<{ sha256: string; sizeBytes: number }>;
export type DatasetColumn = Readonly<{
  name: string;
  type: 'binary' | 'category' | 'number' | 'text' | 'date';
  distinct: number;
  missing: number;
  /** All values of a binary or category that has few. */
  classes?: readonly string[];
}>;

/** `profile` refers to the whole profile as JSON; `columns` is what others need of it. */
export type DatasetRegistered = EventOf<
  'DatasetRegistered',
  1,
  {
    datasetId: string;
    name: string;
    artifact: Artifact;
    profile: Artifact;
    rows: number;
    columns: readonly DatasetColumn[];
    at: string;
  }
>;
export const upcastDataset = upcasterFor<DatasetRegistered>({ DatasetRegistered: { current: 1, steps: {} } });

export type RegisterDataset = CommandOf<'RegisterDataset', DatasetRegistered['data']>;
export type DatasetState = Readonly<{ registered: boolean }>;

/** The id derives from name and content, so registering the same again finds what is there. */
export const dataset: Decider<DatasetState, RegisterDataset, DatasetRegistered> = {
  initialState: { registered: false },

  /** `[]` for what is registered already. */
  decide({ data }, { registered }) {
    return registered ? [] : [{ type: 'DatasetRegistered', schemaVersion: 1, data }];
  },

  evolve() {
    return { registered: true };
  },
};
