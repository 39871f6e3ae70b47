import { RebuildInProgress, ViewDropped, ViewWriteConflict } from './view-store.errors.js';

/**
 * Works in the view `<projection>~<purpose>` beside the live one. It has one name in all processes, so that what a crash has
 * left of it goes; who finds it changed by another has met one that does the same. @throws RebuildInProgress
 */
export const inScratch = async <T>(projection: string, purpose: 'rebuild' | 'verify', work: (scratch: string) => Promise<T>): Promise<T> => {
  const scratch = `${projection}~${purpose}`;
  try {
    return await work(scratch);
  } catch (error) {
    const isTaken = (error instanceof ViewWriteConflict || error instanceof ViewDropped) && error.view === scratch;
    throw isTaken ? new RebuildInProgress(projection, { cause: error }) : error;
  }
};
