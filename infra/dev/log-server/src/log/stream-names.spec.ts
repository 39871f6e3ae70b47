import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storedPrefix, storedStream, streamOf } from './stream-names.js';

const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 10 });

describe('The name of a stream in the store', () => {
  it('is the name itself where the store takes it', () => {
    for (const name of ['repository-1', '$all.of:it', 'a_b@c-d']) expect(storedStream(name)).toBe(name);
  });

  it('is taken by the store and gives the name back', () => {
    fc.assert(fc.property(names, (name) => {
      expect(storedStream(name)).toMatch(/^[A-Za-z0-9$][\w.:@~-]{0,254}$/);
      expect(streamOf(storedStream(name))).toBe(name);
    }));
  });

  it.each(['$$repository-1', '$~~', '~~a', '%41', '$%41', '-a', '$$-a'])('gives %s back', (name) => {
    expect(streamOf(storedStream(name))).toBe(name);
  });

  it('begins as the stored prefix exactly where the name begins as the prefix', () => {
    fc.assert(fc.property(names, names, (name, prefix) => {
      expect(storedStream(prefix + name).startsWith(storedPrefix(prefix))).toBe(true);
      expect(storedStream(name).startsWith(storedPrefix(prefix))).toBe(name.startsWith(prefix));
    }));
  });

  it('is refused when it would be too long', () => {
    expect(() => storedStream('ä'.repeat(60))).toThrow('longer than');
  });
});
