import type { PageOptions } from '@daybook/client';
import { Command } from 'commander';
import { wholeNumber } from '../arguments.js';
import { contextOf, type CommandIo } from '../command.context.js';
import { withPaging } from '../paging.options.js';
import { deadLettersTable, enginesTable, eventLine, projectionsTable, queueTable } from '../tables/operations.tables.js';

export const enginesCommand = (io: CommandIo): Command => {
  const engines = new Command('engines').description('workers that train and serve');
  engines.command('list').action(async (_options: object, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.engines(), enginesTable);
  });
  for (const action of ['drain', 'suspend', 'resume'] as const) {
    engines.command(`${action} <engine>`).action(async (id: string, _options: object, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.controlEngine(id, action));
    });
  }
  return engines;
};

export const queueCommand = (io: CommandIo): Command =>
  new Command('queue').description('runs that wait for an engine').action(async (_options: object, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.queue(), queueTable);
  });

export const eventsCommand = (io: CommandIo): Command =>
  new Command('events')
    .description('follow the event feed, one JSON object or line of text for each')
    .option('--after <position>', 'begin above this position', wholeNumber)
    .option('--type <type>', 'only this type')
    .option('--key <key>', 'only this repository, dataset or engine')
    .action(async (query: { after?: number; type?: string; key?: string }, command: Command) => {
      const { client, print, output, io: streams } = contextOf(command, io);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      for await (const { data } of client.events(stop.signal, query)) {
        if (output === 'json') streams.out.write(`${JSON.stringify(data)}\n`);
        else print(data, eventLine);
      }
    });

export const projectionsCommand = (io: CommandIo): Command => {
  const projections = new Command('projections').description('views of the log');
  projections.command('list').action(async (_options: object, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.projections(), projectionsTable);
  });
  for (const action of ['rebuild', 'verify'] as const) {
    projections
      .command(`${action} <projection>`)
      .description(action === 'rebuild' ? 'build it anew beside the live one, then switch' : 'replay the log and compare byte by byte')
      .action(async (name: string, _options: object, command: Command) => {
        const { client, print } = contextOf(command, io);
        print(await client.operateProjection(name, action));
      });
  }
  return projections;
};

/** Whoever looks for what is wrong wants to hear what is away, and not to wait until it is back. */
const once = { retries: 0 };

export const deadLettersCommand = (io: CommandIo): Command => {
  const dlq = new Command('dlq').description('facts that a reaction could not handle');
  withPaging(dlq.command('list').option('--consumer <service>')).action(async (page: PageOptions, command: Command) => {
    const { client, print } = contextOf(command, io, once);
    print(await client.deadLetters(page), deadLettersTable);
  });
  for (const action of ['retry', 'discard'] as const) {
    dlq.command(`${action} <id>`).action(async (id: string, _options: object, command: Command) => {
      const { client, print } = contextOf(command, io, once);
      print(await client.resolveDeadLetter(id, action));
    });
  }
  return dlq;
};

export const artifactsCommand = (io: CommandIo): Command => {
  const artifacts = new Command('artifacts').description('files of datasets, models and results');
  artifacts
    .command('collect')
    .description('delete those that nothing refers to any more')
    .option('--dry-run', 'only say how many')
    .action(async ({ dryRun = false }: { dryRun?: boolean }, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.collectArtifacts(dryRun));
    });
  return artifacts;
};

/** What goes on after its request was answered. */
export const longActionsCommand = (io: CommandIo): Command => {
  const operations = new Command('operations').description('What takes longer than its request');
  const show = operations.command('show <id>').description('how far it has come, e.g. the operationId of a deletion');
  show.action(async (id: string, _options: object, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.operation(id));
  });
  return operations;
};
