import type { Document, PageOptions, VersionRef } from '@daybook/client';
import { Command } from 'commander';
import { jsonFile, jsonText, versionRef } from '../arguments.js';
import { contextOf, type CommandIo } from '../command.context.js';
import { withPaging } from '../paging.options.js';
import { deploymentsTable, predictionsTable } from '../tables/operations.tables.js';
import { historyTable } from '../tables/versions.tables.js';

/** Rows from an argument of JSON, or from a file with `@`. */
const rowsOf = async (text: string): Promise<readonly Document[]> => {
  const parsed = (text.startsWith('@') ? await jsonFile(text.slice(1)) : jsonText(text, 'rows')) as Document | readonly Document[];
  return Array.isArray(parsed) ? (parsed as readonly Document[]) : [parsed as Document];
};

export const deploymentsCommand = (io: CommandIo): Command => {
  const deployments = new Command('deployments').description('versions that answer queries');
  deployments
    .command('create <repository>')
    .argument('<version>', 'a number, latest or default', versionRef)
    .requiredOption('--name <name>', 'a DNS label, part of the query URL')
    .option('--engine <id>', 'serving engine; any when absent')
    .action(async (repo: string, version: VersionRef, { name, engine }: { name: string; engine?: string }, command: Command) => {
      const { client, print } = contextOf(command, io);
      const wish = engine === undefined ? {} : { engineId: engine };
      print(await client.deploy(repo, { name, version, ...wish }));
    });
  withPaging(deployments.command('list')).action(async (page: PageOptions, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.deployments(page), deploymentsTable);
  });
  for (const part of ['', 'history'] as const) {
    deployments.command(`${part === '' ? 'show' : part} <name>`).action(async (name: string, _options: object, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.deployment(name, part), part === 'history' ? historyTable : undefined);
    });
  }
  deployments
    .command('switch <name>')
    .argument('<version>', 'a number, latest or default', versionRef)
    .description('serve another version; the present one answers until that is loaded')
    .action(async (name: string, version: VersionRef, _options: object, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.switchDeployment(name, version));
    });
  deployments.command('rollback <name>').action(async (name: string, _options: object, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.rollBack(name));
  });
  deployments.command('undeploy <name>').action(async (name: string, _options: object, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.undeploy(name));
  });
  deployments
    .command('predict <name> <rows>')
    .description('rows: a JSON object, a JSON array of objects, or @file')
    .action(async (name: string, rows: string, _options: object, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.predict(name, await rowsOf(rows)), predictionsTable);
    });
  return deployments;
};
