/** What a shell says of a program that SIGPIPE has ended: 128 and the number of the signal. */
const closedPipe = 141;

/** Ends the process without a word when nobody reads the stream any more, as in `daybook events | head`. */
export const endWithReader = (stream: NodeJS.WritableStream, exit: (exitCode: number) => void = (code) => process.exit(code)): void => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    exit(closedPipe);
  });
};
