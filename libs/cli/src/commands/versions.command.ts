import type { NewVersion, PageOptions, VersionAction, VersionPart, VersionRef } from '@daybook/client';
import { Command } from 'commander';
import { configurationFile, versionRef, versionRefs } from '../arguments.js';
import { contextOf, type CommandIo } from '../command.context.js';
import { namedDataset } from '../named-dataset.js';
import type { Layout } from '../output.js';
import { withPaging } from '../paging.options.js';
import { evaluationTable, explanationsText, learningCurvesTable, logText, visualizationsText } from '../tables/results.tables.js';
import { comparisonTable, diffText, historyTable, lineageTree, versionsTable } from '../tables/versions.tables.js';
import { watchVersion } from '../watch-version.js';

const actions: readonly VersionAction[] = ['cancel', 'star', 'unstar', 'archive', 'unarchive'];
const layouts: Readonly<Record<VersionPart, Layout | undefined>> = {
  history: historyTable,
  'learning-curves': learningCurvesTable,
  evaluation: evaluationTable,
  visualizations: visualizationsText,
  explanations: explanationsText,
  logs: logText,
  run: undefined,
};

type CreateOptions = Readonly<{ config?: string; patch?: string; from?: VersionRef; dataset?: string; description?: string; watch?: boolean }>;

const newVersion = async ({ config, patch, from, dataset, description }: CreateOptions): Promise<NewVersion> => ({
  ...(config === undefined ? {} : { configuration: await configurationFile(config) }),
  ...(patch === undefined ? {} : { configurationPatch: await configurationFile(patch) }),
  ...(from === undefined ? {} : { from }),
  ...(dataset === undefined ? {} : { datasetId: dataset }),
  ...(description === undefined ? {} : { description }),
});

export const versionsCommand = (io: CommandIo): Command => {
  const versions = new Command('versions').description('trained and uploaded models of a repository');
  versions
    .command('create <repository>')
    .description('train a new version')
    .option('--config <file>', 'configuration, JSON or YAML')
    .option('--patch <file>', 'merge patch on the configuration it starts from, JSON or YAML')
    .option('--from <version>', 'version to start from: a number, latest or default', versionRef)
    .option('--dataset <dataset>', 'id or name')
    .option('--description <text>')
    .option('--watch', 'follow the training')
    .action(async (repo: string, options: CreateOptions, command: Command) => {
      const context = contextOf(command, io);
      const asked = await newVersion(options);
      const dataset = asked.datasetId === undefined ? {} : { datasetId: await namedDataset(contextOf(command, io, { retries: 0 }), asked.datasetId) };
      const receipt = await context.client.createVersion(repo, { ...asked, ...dataset });
      context.print(receipt);
      if (options.watch === true) await watchVersion(context, repo, receipt.number);
    });
  versions
    .command('retrain <repository>')
    .argument('<version>', 'a number, latest or default', versionRef)
    .description('train a new version with the same configuration and dataset')
    .option('--watch', 'follow the training')
    .action(async (repo: string, n: VersionRef, { watch }: { watch?: boolean }, command: Command) => {
      const context = contextOf(command, io);
      const receipt = await context.client.actOnVersion(repo, n, 'retrain');
      context.print(receipt);
      if (watch === true) await watchVersion(context, repo, receipt.number);
    });
  withPaging(versions.command('list <repository>')).action(async (repo: string, page: PageOptions, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.versions(repo, page), versionsTable);
  });
  versions
    .command('show <repository>')
    .argument('<version>', 'a number, latest or default', versionRef)
    .action(async (repo: string, n: VersionRef, _options: object, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.version(repo, n));
    });
  versions
    .command('watch <repository>')
    .argument('<version>', 'a number, latest or default', versionRef)
    .description('follow the training: progress on stderr, the finished version on stdout')
    .action(async (repo: string, n: VersionRef, _options: object, command: Command) => {
      await watchVersion(contextOf(command, io), repo, n);
    });
  for (const action of actions) {
    versions
      .command(`${action} <repository>`)
      .argument('<version>', 'a number, latest or default', versionRef)
      .action(async (repo: string, n: VersionRef, _options: object, command: Command) => {
        const { client, print } = contextOf(command, io);
        print(await client.actOnVersion(repo, n, action));
      });
  }
  for (const part of Object.keys(layouts) as VersionPart[]) {
    versions
      .command(`${part} <repository>`)
      .argument('<version>', 'a number, latest or default', versionRef)
      .action(async (repo: string, n: VersionRef, _options: object, command: Command) => {
        const { client, print } = contextOf(command, io);
        print(await client.versionPart(repo, n, part), layouts[part]);
      });
  }
  versions
    .command('diff <repository>')
    .argument('<from>', 'a number, latest or default', versionRef)
    .argument('<to>', 'a number, latest or default', versionRef)
    .action(async (repo: string, from: VersionRef, to: VersionRef, _options: object, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.diff(repo, from, to), diffText);
    });
  versions
    .command('compare <repository>')
    .argument('<versions...>', 'each a number, latest or default', versionRefs)
    .action(async (repo: string, compared: readonly VersionRef[], _options: object, command: Command) => {
      const { client, print } = contextOf(command, io);
      print(await client.compare(repo, compared), comparisonTable);
    });
  versions.command('lineage <repository>').action(async (repo: string, _options: object, command: Command) => {
    const { client, print } = contextOf(command, io);
    print(await client.lineage(repo), lineageTree);
  });
  return versions;
};
