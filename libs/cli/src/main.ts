import { DaybookProblem } from '@daybook/client';
import { CommanderError, type Command } from 'commander';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { daybookProgram } from './program.js';

const io = { out: process.stdout, err: process.stderr };
const throwing = (command: Command): Command => {
  command.exitOverride();
  command.commands.forEach(throwing);
  return command;
};

try {
  await throwing(daybookProgram(io, process.env)).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    const shown = error instanceof DaybookProblem ? error.problem : { code: 'unexpected', detail: String(error) };
    io.err.write(`${JSON.stringify(shown, null, 2)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
