export { daybookProgram } from './program.js';
export { exitCodeOf, exitCodes } from './exit-codes.js';
