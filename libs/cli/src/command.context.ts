import { userInfo } from 'node:os';
import { DaybookClient, type ClientOptions } from '@daybook/client';
import type { Command } from 'commander';
import { written, type Format, type Layout } from './output.js';

export type GlobalOptions = Readonly<{ url: string; actor: string; reason?: string; output: Format }>;
export type CommandIo = Readonly<{ out: NodeJS.WritableStream; err: NodeJS.WritableStream }>;

/** What a command works with: the service and where its result goes; `layout` is how it reads as text. */
export type CommandContext = Readonly<{ client: DaybookClient; output: Format; print: (value: unknown, layout?: Layout) => void; io: CommandIo }>;

export const contextOf = (command: Command, io: CommandIo, asking: Pick<ClientOptions, 'retries'> = {}): CommandContext => {
  const { url, actor, reason, output } = command.optsWithGlobals<GlobalOptions>();
  const client = new DaybookClient({ ...asking, baseUrl: url, actor, ...(reason === undefined ? {} : { reason }) });
  return { client, output, io, print: (value, layout) => void io.out.write(written(output, value, layout)) };
};

/** The person at the keyboard, where the system knows. */
export const defaultActor = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'anonymous';
  }
};
