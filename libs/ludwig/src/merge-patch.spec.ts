import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergePatch } from './merge-patch.js';

const plain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const values = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
const objects = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), values, { noNullPrototype: true });
/** Without null members: what a patch can say entirely. */
const withoutNulls = (value: unknown): unknown => {
  if (!plain(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])));
};

describe('a merge patch', () => {
  // All cases of RFC 7396, appendix A.
  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [['a', 'b'], ['c', 'd'], ['c', 'd']],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j with %j is %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it('that is no object replaces everything', () => {
    fc.assert(fc.property(values, values.filter((value) => !plain(value)), (target, patch) => expect(mergePatch(target, patch)).toEqual(patch)));
  });

  it('treats each member by itself: absent keeps, null removes, anything else merges', () => {
    fc.assert(
      fc.property(objects, objects, (target, patch) => {
        const result = mergePatch(target, patch) as Record<string, unknown>;
        for (const key of new Set([...Object.keys(target), ...Object.keys(patch)])) {
          if (!Object.hasOwn(patch, key)) expect(result[key]).toEqual(target[key]);
          else if (patch[key] === null) expect(result).not.toHaveProperty(key);
          else expect(result[key]).toEqual(mergePatch(target[key], patch[key]));
        }
        expect(Object.keys(result).every((key) => Object.hasOwn(target, key) || Object.hasOwn(patch, key))).toBe(true);
      }),
    );
  });

  it('changes nothing more when it is applied again, and neither of what it was given', () => {
    fc.assert(
      fc.property(values, values, (target, patch) => {
        const before = structuredClone([target, patch]);
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
        expect([target, patch]).toEqual(before);
      }),
    );
  });

  it('can say any value that holds no null', () => {
    fc.assert(fc.property(objects, (wanted) => expect(mergePatch({}, wanted)).toEqual(withoutNulls(wanted))));
  });

  it('is refused where it goes too deep, or for the prototype', () => {
    const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => ({ a: inner }), 1);
    expect(() => mergePatch({}, deep)).toThrow(expect.objectContaining({ code: 'invalid-configuration' }));
    expect(() => mergePatch({}, JSON.parse('{"__proto__": {"admin": true}}'))).toThrow(expect.objectContaining({ code: 'invalid-configuration' }));
  });
});
