import Database from 'better-sqlite3';
import { EventStoreLocked } from './sqlite-event-store.errors.js';

/** `stream` stands before `data`, so that a filter on it never reads a large event's overflow pages. */
const tables = `
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    metadata TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS deleted_streams (stream TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`;

/**
 * Opens the log for this process alone and makes every commit durable before it returns.
 * @throws EventStoreLocked when another process has it
 */
export const openLog = (file: string): Database.Database => {
  const db = new Database(file, { timeout: 1000 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec(tables);
    // The exclusive lock is taken by the first write.
    db.exec('BEGIN IMMEDIATE; COMMIT');
    return db;
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) throw new EventStoreLocked(file);
    throw error;
  }
};
