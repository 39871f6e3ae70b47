import { describe, expect, it } from '@jest/globals';
import { databaseAt } from './database-at.js';

describe('A database of its own on the servers of a connection string', () => {
  it.each([
    ['mongodb://127.0.0.1:27017', 'mongodb://127.0.0.1:27017/own'],
    ['mongodb://127.0.0.1:27017/', 'mongodb://127.0.0.1:27017/own'],
    ['mongodb://a/other', 'mongodb://a/own'],
    ['mongodb://u:p%40%2F@a:1,b:2,c:3/other?replicaSet=rs&w=majority', 'mongodb://u:p%40%2F@a:1,b:2,c:3/own?replicaSet=rs&w=majority'],
    ['mongodb://a:1,b:2?replicaSet=rs', 'mongodb://a:1,b:2/own?replicaSet=rs'],
    ['mongodb+srv://cluster.example/?tls=true', 'mongodb+srv://cluster.example/own?tls=true'],
  ])('of %s is %s', (url, own) => {
    expect(databaseAt(url, 'own')).toBe(own);
  });

  it('is none where there is no MongoDB', () => {
    expect(() => databaseAt('http://a', 'own')).toThrow();
  });
});
