import Database from 'better-sqlite3';

const schema = `
CREATE TABLE IF NOT EXISTS checkpoints (
  consumer TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS applied (
  consumer TEXT NOT NULL,
  topic    TEXT NOT NULL,
  key      TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (consumer, topic, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead_letters (
  sequence         INTEGER PRIMARY KEY AUTOINCREMENT,
  id               TEXT NOT NULL UNIQUE,
  consumer         TEXT NOT NULL,
  kind             TEXT NOT NULL,
  key              TEXT NOT NULL,
  holds            INTEGER NOT NULL,
  message          TEXT NOT NULL,
  reason           TEXT NOT NULL,
  failure          TEXT,
  attempts         INTEGER NOT NULL,
  first_at         TEXT NOT NULL,
  last_at          TEXT NOT NULL,
  discarded_at     TEXT,
  discarded_by     TEXT,
  discarded_reason TEXT
) STRICT;
DROP INDEX IF EXISTS pending_dead_letters;
CREATE INDEX IF NOT EXISTS held_lanes ON dead_letters (consumer, kind, key, coalesce(message ->> 'position', 0), sequence)
  WHERE holds = 1 AND discarded_at IS NULL;
`;

/** Synchronous NORMAL: what a power cut takes from the end is delivered again, and a duplicate is harmless. */
export const openConsumerState = (file: string): Database.Database => {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('busy_timeout = 5000');
  db.exec(schema);
  return db;
};
