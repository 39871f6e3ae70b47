import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

// Only for the message to whoever is refused: the lock itself is SQLite's and cannot be left behind.
const holderFile = (file: string): string => `${file}-holder`;

/** Leaves a note of who has the log. */
export const noteHolder = (file: string): void => {
  const note = `process ${process.pid} on ${hostname()} since ${new Date().toISOString()}`;
  ignoringFailure(() => writeFileSync(holderFile(file), note));
};

export const holderOf = (file: string): string | null => ignoringFailure(() => readFileSync(holderFile(file), 'utf8')) ?? null;

export const forgetHolder = (file: string): void => {
  ignoringFailure(() => rmSync(holderFile(file), { force: true }));
};

/** A note that cannot be kept, on a full disk say, is no reason to refuse the log. */
const ignoringFailure = <T>(act: () => T): T | undefined => {
  try {
    return act();
  } catch {
    return undefined;
  }
};
