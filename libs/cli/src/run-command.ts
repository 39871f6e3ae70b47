import { DaybookProblem, DaybookUnreachable } from '@daybook/client';
import { CommanderError, InvalidArgumentError, type Command } from 'commander';
import type { CommandIo } from './command.context.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { daybookProgram } from './program.js';

/** Carries out one command line; failures go to `err` as JSON. Answers the exit code. */
export const runCommand = async (args: readonly string[], io: CommandIo, env: NodeJS.ProcessEnv): Promise<number> => {
  try {
    await throwing(daybookProgram(io, env)).parseAsync([...args], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    // Commander has shown its own errors; those of an action it has not.
    if (error instanceof InvalidArgumentError) io.err.write(`error: ${error.message}\n`);
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    io.err.write(`${JSON.stringify(shown(error), null, 2)}\n`);
    return exitCodeOf(error);
  }
};

const shown = (error: unknown): object => {
  if (error instanceof DaybookProblem) return error.problem;
  if (error instanceof DaybookUnreachable) return { code: 'unreachable', detail: error.message };
  return { code: 'unexpected', detail: error instanceof Error ? error.message : String(error) };
};

const throwing = (command: Command): Command => {
  command.exitOverride();
  command.commands.forEach(throwing);
  return command;
};
