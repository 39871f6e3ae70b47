import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { AppendOutcomeUnknown, EventStoreUnavailable, RevisionConflict } from '../event-store.errors.js';
import { GroupCommit } from './group-commit.js';

const tracked = () => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE notes (note TEXT)');
  const statements: string[] = [];
  let refused: readonly string[] = [];
  let code = '';
  let commitMs = 0;
  let clockMs = 0;
  const spied = {
    get inTransaction() {
      return db.inTransaction;
    },
    exec(sql: string) {
      statements.push(sql);
      if (sql === 'COMMIT') clockMs += commitMs;
      if (refused.includes(sql)) throw new Database.SqliteError('the disk says no', code);
      return db.exec(sql);
    },
  };
  const calls: string[] = [];
  // It looks at its clock once in a turn of the event loop: a millisecond each, however busy the machine is.
  const nowMs = (): number => (clockMs += 1);
  const commits = new GroupCommit(spied, { committed: () => calls.push('committed'), rolledBack: () => calls.push('rolled back') }, nowMs);
  const insert = (note: string) => () => db.prepare('INSERT INTO notes VALUES (?)').run(note).changes;
  return {
    commits,
    statements,
    calls,
    insert,
    /** So long a commit takes, in ms. */
    slow: (ms: number) => (commitMs = ms),
    notes: () => db.prepare('SELECT note FROM notes').pluck().all(),
    /** These statements fail with the code from now on; without arguments all goes well again. */
    fail: (withCode = '', ...statements: readonly string[]) => {
      [code, refused] = [withCode, statements];
    },
  };
};

describe('A group commit', () => {
  it('carries writes of the same moment in one transaction, and later ones in another', async () => {
    const { commits, statements, insert, notes } = tracked();
    await Promise.all(['a', 'b', 'c'].map((note) => commits.submit('s', insert(note))));
    await commits.submit('s', insert('d'));
    expect(statements).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT']);
    expect(notes()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('waits for those who were answered together to be back', async () => {
    const { commits, slow, statements, insert } = tracked();
    slow(10);
    await Promise.all(['a', 'b'].map((note) => commits.submit('s', insert(note))));
    const back = ['c', 'd'].map(async (note, turns) => {
      for (let turn = 0; turn < turns * 3; turn += 1) await nextTurn();
      await commits.submit('s', insert(note));
    });
    await Promise.all(back);
    expect(statements).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT']);
  });

  it('lets one who writes alone wait for nobody', async () => {
    const { commits, slow, statements, insert } = tracked();
    slow(10);
    await commits.submit('s', insert('a'));
    const alone = commits.submit('s', insert('b'));
    await nextTurn();
    await nextTurn();
    expect(statements).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT']);
    await alone;
  });

  it('answers nobody before the commit', async () => {
    const { commits, calls, insert } = tracked();
    await Promise.all(['a', 'b'].map((note) => commits.submit('s', insert(note)).then(() => calls.push(note))));
    expect(calls).toEqual(['committed', 'a', 'b']);
  });

  it('refuses a write that breaks a rule, and only that one', async () => {
    const { commits, insert, notes } = tracked();
    const breaks = (): never => {
      throw new RevisionConflict('s', 1, 2);
    };
    const outcomes = await Promise.allSettled([insert('a'), breaks, insert('b')].map((write) => commits.submit<unknown>('s', write)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(notes()).toEqual(['a', 'b']);
  });

  it.each([
    ['BEGIN IMMEDIATE', 'SQLITE_IOERR'],
    ['COMMIT', 'SQLITE_FULL'],
  ])('acknowledges nothing when %s fails with %s, and goes on when the fault is over', async (on, code) => {
    const { commits, calls, insert, notes, fail } = tracked();
    fail(code, on);
    const outcomes = await Promise.allSettled(['a', 'b'].map((note) => commits.submit('s', insert(note))));
    const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as Error) : null));
    for (const reason of reasons) {
      expect(reason).toBeInstanceOf(EventStoreUnavailable);
      expect(reason?.message).toContain(code);
    }
    fail();
    await commits.submit('s', insert('c'));
    expect(notes()).toEqual(['c']);
    expect(calls).toEqual(['rolled back', 'committed']);
  });

  it('calls the outcome unknown when the fsync of a commit fails', async () => {
    const { commits, insert, fail } = tracked();
    fail('SQLITE_IOERR_FSYNC', 'COMMIT');
    const failure = await commits.submit('s', insert('a')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppendOutcomeUnknown);
    expect(failure).toMatchObject({ stream: 's' });
  });

  it('recovers even when the rollback fails too', async () => {
    const { commits, insert, notes, fail } = tracked();
    fail('SQLITE_FULL', 'COMMIT', 'ROLLBACK');
    await expect(commits.submit('s', insert('a'))).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(commits.submit('s', insert('b'))).rejects.toBeInstanceOf(EventStoreUnavailable);
    fail();
    await commits.submit('s', insert('c'));
    expect(notes()).toEqual(['c']);
  });
});
