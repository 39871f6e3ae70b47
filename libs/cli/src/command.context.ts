import { userInfo } from 'node:os';
import { DaybookClient } from '@daybook/client';
import type { Command } from 'commander';
import { formats, type Format } from './output.js';

export type GlobalOptions = Readonly<{ url: string; actor: string; reason?: string; output: Format }>;
export type CommandIo = Readonly<{ out: NodeJS.WritableStream; err: NodeJS.WritableStream }>;

/** What a command works with: the service and where its result goes. */
export type CommandContext = Readonly<{ client: DaybookClient; print: (value: unknown) => void; io: CommandIo }>;

export const contextOf = (command: Command, io: CommandIo): CommandContext => {
  const { url, actor, reason, output } = command.optsWithGlobals<GlobalOptions>();
  const client = new DaybookClient({ baseUrl: url, actor, ...(reason === undefined ? {} : { reason }) });
  return { client, io, print: (value) => io.out.write(formats[output](value)) };
};

/** The person at the keyboard, where the system knows. */
export const defaultActor = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'anonymous';
  }
};
