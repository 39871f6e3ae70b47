import Database from 'better-sqlite3';
import { EventStoreUnavailable } from '../event-store.errors.js';
import { holderOf } from './log.holder.js';
import { sqliteCode } from './sqlite-code.js';
import { EventStoreFormatUnknown, EventStoreLocked } from './sqlite-event-store.errors.js';

const format = 1;
/** 16 MB: pages of the indexes that are written again and again are copied into the file a quarter as often. */
const pagesPerCheckpoint = 4096;

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
  CREATE UNIQUE INDEX IF NOT EXISTS events_by_id ON events (stream, id);
  PRAGMA user_version = ${format};
`;

/**
 * Opens the log for this process alone and makes every commit durable before it returns.
 * @throws EventStoreLocked when another process has it; EventStoreFormatUnknown
 */
export const openLog = (file: string): Database.Database => {
  const db = new Database(file, { timeout: 1000 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    const journal = db.pragma('journal_mode = WAL', { simple: true });
    db.pragma('synchronous = FULL');
    db.pragma(`wal_autocheckpoint = ${pagesPerCheckpoint}`);
    if (!(journal === 'wal' || db.memory) || db.pragma('synchronous', { simple: true }) !== 2) {
      throw new EventStoreUnavailable(`its file system does not allow a write-ahead log (journal mode ${String(journal)})`);
    }
    const found = db.pragma('user_version', { simple: true }) as number;
    if (found > format) throw new EventStoreFormatUnknown(file, found, format);
    if (found < format) db.exec(`BEGIN IMMEDIATE; ${tables} COMMIT`);
    // The exclusive lock is taken by the first write.
    db.exec('BEGIN IMMEDIATE; COMMIT');
    return db;
  } catch (error) {
    db.close();
    if (sqliteCode(error).startsWith('SQLITE_BUSY')) throw new EventStoreLocked(file, holderOf(file));
    throw error;
  }
};
