import { v5 as uuidV5 } from 'uuid';

const namespace = '6f1c1f0e-6a55-5d3b-9f5e-0d3b7d7c2a11';

/** UUID v5: the same command appending to the same stream gives the same ids, so that a retried append is recognised. */
export const commandEventId = (commandId: string, stream: string, index: number): string =>
  uuidV5(`${commandId}\n${stream}\n${index}`, namespace);

/** Identity of the command by which `reaction` answers the event `causeId`. */
export const reactionCommandId = (causeId: string, reaction: string): string => uuidV5(`${causeId}\n${reaction}`, namespace);
