import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { PageOptions } from '@daybook/client';
import { Command } from 'commander';
import { readableFile, versionNumber } from '../arguments.js';
import { contextOf, type CommandIo } from '../command.context.js';
import { withPaging } from '../paging.options.js';
import { datasetsTable, profileTable, repositoriesTable, rowsTable } from '../tables/repositories.tables.js';

/** Opened anew for every attempt. @throws InvalidArgumentError when it cannot be read, before anything is sent */
const fileBody = async (path: string): Promise<() => ReadableStream<Uint8Array>> => {
  await readableFile(path);
  return () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
};

const layouts = { '': undefined, profile: profileTable, rows: rowsTable } as const;

export const datasetsCommand = (io: CommandIo): Command => {
  const datasets = new Command('datasets').description('registered tables');
  datasets
    .command('register <file>')
    .description('upload a CSV file; its profile follows')
    .option('--name <name>', 'name of the dataset; the name of the file when absent')
    .action(async (file: string, { name }: { name?: string }, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.registerDataset(name ?? basename(file, '.csv'), await fileBody(file)));
    });
  withPaging(datasets.command('list')).action(async (page: PageOptions, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.datasets(page), datasetsTable);
  });
  for (const part of Object.keys(layouts) as (keyof typeof layouts)[]) {
    datasets.command(`${part === '' ? 'show' : part} <dataset>`).action(async (id: string, _options: object, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.dataset(id, part), layouts[part]);
    });
  }
  return datasets;
};

export const repositoriesCommand = (io: CommandIo): Command => {
  const repositories = new Command('repositories').alias('repos').description('named sets of versions of models');
  repositories
    .command('create <name>')
    .option('--description <text>')
    .action(async (name: string, options: { description?: string }, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.createRepository({ name, ...options }));
    });
  withPaging(repositories.command('list').option('--search <text>', 'part of a name or description')).action(
    async (page: PageOptions, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.repositories(page), repositoriesTable);
    },
  );
  repositories.command('show <repository>').action(async (repo: string, _options: object, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.repository(repo));
  });
  repositories
    .command('default <repository>')
    .argument('<version>', 'a number', versionNumber)
    .description('set the default version')
    .action(async (repo: string, version: number, _options: object, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.setDefaultVersion(repo, version));
    });
  repositories.command('delete <repository>').action(async (repo: string, _options: object, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.deleteRepository(repo));
  });
  return repositories;
};
