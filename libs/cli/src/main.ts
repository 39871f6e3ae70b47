import { endWithReader } from './closed-pipe.js';
import { runCommand } from './run-command.js';

const io = { out: process.stdout, err: process.stderr };
endWithReader(io.out);
endWithReader(io.err);
const exitCode = await runCommand(process.argv.slice(2), io, process.env);
// Watching may have found its own.
if (exitCode !== 0) process.exitCode = exitCode;
