import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { StatementCache } from './statement-cache.js';

const db = new Database(':memory:');
afterAll(() => void db.close());

describe('The statements that are kept', () => {
  it('are prepared once', () => {
    const cache = new StatementCache(db);
    expect(cache.prepare('SELECT 1 AS n')).toBe(cache.prepare('SELECT 1 AS n'));
    expect(cache.prepare<{ n: number }>('SELECT 1 AS n').get()).toEqual({ n: 1 });
  });

  it('are no more than there is room for: what was not asked for lately goes', () => {
    const cache = new StatementCache(db, 2);
    const [first, second] = [cache.prepare('SELECT 1'), cache.prepare('SELECT 2')];
    cache.prepare('SELECT 1');
    cache.prepare('SELECT 3');
    expect(cache.size).toBe(2);
    expect(cache.prepare('SELECT 1')).toBe(first);
    expect(cache.prepare('SELECT 2')).not.toBe(second);
  });
});
