import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';

const retryMs = 100;

/** One process at a time does `action`. SQLite's lock on a file, since the operating system takes it from a holder that dies. */
export const locked = async <T>(path: string, action: () => Promise<T>): Promise<T> => {
  await mkdir(dirname(path), { recursive: true });
  const lock = new Database(path, { timeout: 0 });
  try {
    while (!isTaken(lock)) await delay(retryMs);
    return await action();
  } finally {
    lock.close();
  }
};

const isTaken = (lock: Database.Database): boolean => {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    return false;
  }
};
