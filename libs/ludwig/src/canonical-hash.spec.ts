import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalHash } from './canonical-hash.js';
import { configurations } from './fixtures/configuration.arbitrary.js';
import { renderConfiguration } from './render-configuration.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the hash of a configuration', () => {
  it('is that of its RFC 8785 form', () => {
    // From the RFC: keys by UTF-16 code units, numbers as ECMAScript writes them.
    const value = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '1': 'One', numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 1e-27], 'ö': -0 };
    expect(canonicalHash(value)).toBe(
      sha256('{"\\r":"Carriage Return","1":"One","numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"ö":0,"€":"Euro Sign"}'),
    );
  });

  it('does not depend on the order of keys, nor on a way through a file', () => {
    fc.assert(
      fc.property(configurations, (raw) => {
        const configuration = renderConfiguration(raw);
        const read = Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(configuration)) as object).reverse());
        expect(canonicalHash(read)).toBe(canonicalHash(configuration));
      }),
    );
  });

  it('depends on the order of features', () => {
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    expect(canonicalHash({ input_features: [a, b] })).not.toBe(canonicalHash({ input_features: [b, a] }));
  });

  it('is not given to what JSON cannot hold', () => {
    for (const value of [undefined, Number.NaN, { rate: Infinity }]) expect(() => canonicalHash(value)).toThrow();
  });
});
