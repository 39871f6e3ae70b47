import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from './seeded-random.js';
import { stringHash } from './string-hash.js';

const draw = (...key: (string | number)[]) => Array.from({ length: 5 }, seededRandom(...key).uniform);

describe('seededRandom', () => {
  it('gives the same stream for the same key and another one for any other key', () => {
    expect(draw(1, 'shuffle', 2)).toEqual(draw(1, 'shuffle', 2));
    expect(draw(1, 'shuffle', 2)).not.toEqual(draw(1, 'shuffle', 3));
    expect(draw(1, 'shuffle', 2)).not.toEqual(draw(2, 'shuffle', 2));
    expect(draw('a', 'bc')).not.toEqual(draw('ab', 'c'));
  });

  it('draws permutations', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer(), (count, seed) => {
        const order = Array.from(seededRandom(seed).permutation(count));
        expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
    );
  });

  it('draws uniform and normal numbers with the right moments', () => {
    const random = seededRandom('moments');
    const uniform = Array.from({ length: 20_000 }, random.uniform);
    const normal = Array.from({ length: 20_000 }, random.normal);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
  });
});

describe('stringHash', () => {
  it('stays what it was, because splits by hash depend on it', () => {
    expect([stringHash(''), stringHash('a'), stringHash('T00001'), stringHash('日本')]).toMatchInlineSnapshot(`
     [
       2872998923,
       444641715,
       2396259435,
       4026831135,
     ]
    `);
  });

  it('spreads numbered ids evenly over ten parts', () => {
    const counts = new Array<number>(10).fill(0);
    for (let id = 0; id < 10_000; id++) counts[Math.floor((stringHash(`T${id}`) / 4294967296) * 10)]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
