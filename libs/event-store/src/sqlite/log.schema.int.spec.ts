import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { temporaryDirectory } from '@daybook/testing';
import { openLog } from './log.schema.js';
import { EventStoreFormatUnknown } from './sqlite-event-store.errors.js';

describe('A log file', () => {
  const directory = temporaryDirectory();

  it('is opened with a write-ahead log, an fsync for every commit and for one process only', () => {
    const db = openLog(join(directory, 'pragmas.db'));
    const pragma = (name: string): unknown => db.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('locking_mode')]).toEqual(['wal', 2, 'exclusive']);
    db.close();
  });

  it('of a newer format is left alone', () => {
    const file = join(directory, 'newer.db');
    const newer = new Database(file);
    newer.pragma('user_version = 99');
    newer.close();
    expect(() => openLog(file)).toThrow(EventStoreFormatUnknown);
    expect(() => openLog(file)).toThrow('has format 99, this program knows formats up to 1');
  });

  it('that is something else is left alone', () => {
    const file = join(directory, 'text.db');
    writeFileSync(file, 'not a database, but long enough to be taken for a header of one. '.repeat(20));
    expect(() => openLog(file)).toThrow('file is not a database');
  });
});
