import { parse, v5 as uuidV5 } from 'uuid';

const namespace = parse('6f1c1f0e-6a55-5d3b-9f5e-0d3b7d7c2a11');

/** As bytes: `uuid` takes twice as long to make them of a string, and every event of the log has such an id. */
const named = (name: string): string => uuidV5(Buffer.from(name), namespace);

/** UUID v5: the same command appending to the same stream gives the same ids, so that a retried append is recognised. */
export const commandEventId = (commandId: string, stream: string, index: number): string =>
  named(`${commandId}\n${stream}\n${index}`);

/** Identity of the command by which `reaction` answers the event `causeId`. */
export const reactionCommandId = (causeId: string, reaction: string): string => named(`${causeId}\n${reaction}`);
