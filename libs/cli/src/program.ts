import { Command, Option } from 'commander';
import { serviceUrl } from './arguments.js';
import { defaultActor, type CommandIo } from './command.context.js';
import { deploymentsCommand } from './commands/deployments.command.js';
import {
  artifactsCommand,
  deadLettersCommand,
  enginesCommand,
  eventsCommand,
  longActionsCommand,
  projectionsCommand,
  queueCommand,
} from './commands/operations.command.js';
import { datasetsCommand, repositoriesCommand } from './commands/repositories.command.js';
import { versionsCommand } from './commands/versions.command.js';

/** The whole command; results go to `out` as JSON, progress and errors to `err`. */
export const daybookProgram = (io: CommandIo, env: NodeJS.ProcessEnv): Command => {
  const program = new Command('daybook')
    .description('Event-sourced repository of ML models')
    .addOption(new Option('--url <url>', 'where the service is').env('DAYBOOK_URL').default('http://127.0.0.1:8080').argParser(serviceUrl))
    .addOption(new Option('--actor <name>', 'who acts').env('DAYBOOK_ACTOR').default(env['DAYBOOK_ACTOR'] ?? defaultActor()))
    .addOption(new Option('--reason <text>', 'why; kept beside every event'))
    .addOption(new Option('-o, --output <format>', 'of results: JSON, or tables and text for people').choices(['json', 'table']).default('json'));
  const commands = [datasetsCommand, repositoriesCommand, versionsCommand, deploymentsCommand, enginesCommand];
  const operations = [queueCommand, eventsCommand, projectionsCommand, deadLettersCommand, longActionsCommand, artifactsCommand];
  for (const command of [...commands, ...operations]) program.addCommand(command(io));
  return writingTo(io, program);
};

/** Commander gives its settings only to commands that it makes itself. */
const writingTo = (io: CommandIo, command: Command): Command => {
  command.configureOutput({ writeOut: (text) => io.out.write(text), writeErr: (text) => io.err.write(text) });
  for (const part of command.commands) writingTo(io, part);
  return command;
};
