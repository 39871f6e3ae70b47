import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ModelFileCorrupt } from './safetensors.errors.js';
import { readSafetensors, writeSafetensors, type NamedTensor } from './safetensors.js';
import { readSealedFile, writeSealedFile } from './sealed-file.js';

const tensor = fc
  .array(fc.float({ noNaN: true }), { maxLength: 12 })
  .map((values): NamedTensor => ({ shape: [values.length], values: Float32Array.from(values) }));
const tensors = fc.dictionary(fc.string({ minLength: 1 }), tensor).map((named) => new Map(Object.entries(named)));
const metadata = fc.dictionary(fc.string(), fc.string());

/** A file with the given header and zeros for data. */
const fileOf = (header: unknown, dataBytes: number): Uint8Array => {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
};
const entry = (shape: unknown, data_offsets: unknown, dtype = 'F32') => ({ dtype, shape, data_offsets });

describe('safetensors', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(metadata, tensors, (written, named) => {
        const read = readSafetensors(writeSafetensors({ metadata: written, tensors: named }));
        expect(read.metadata).toEqual(written);
        expect([...read.tensors]).toEqual([...named]);
      }),
    );
  });

  it('lays out the header length, the JSON header and the values as the format says', () => {
    const file = Buffer.from(
      writeSafetensors({ metadata: {}, tensors: new Map([['w', { shape: [2, 1], values: Float32Array.of(1, -2) }]]) }),
    );
    const headerBytes = Number(file.readBigUInt64LE(0));
    expect(JSON.parse(file.subarray(8, 8 + headerBytes).toString())).toEqual({
      __metadata__: {},
      w: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
    });
    expect(headerBytes % 8).toBe(0);
    expect([file.readFloatLE(8 + headerBytes), file.readFloatLE(12 + headerBytes)]).toEqual([1, -2]);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a header longer than the file', Buffer.from([255, 255, 255, 255, 255, 255, 255, 255, 123])],
    ['no JSON', fileOf('{', 0)],
    ['an array as header', fileOf([], 0)],
    ['another type of numbers', fileOf({ w: entry([1], [0, 4], 'F16') }, 4)],
    ['a shape that does not fit its bytes', fileOf({ w: entry([3], [0, 4]) }, 4)],
    ['offsets past the end', fileOf({ w: entry([2], [0, 8]) }, 4)],
    ['negative sides', fileOf({ w: entry([-1, -1], [0, 4]) }, 4)],
    ['overlapping tensors', fileOf({ a: entry([1], [0, 4]), b: entry([1], [0, 4]) }, 4)],
    ['a gap between tensors', fileOf({ a: entry([1], [0, 4]), b: entry([1], [8, 12]) }, 12)],
    ['bytes after the last tensor', fileOf({ a: entry([1], [0, 4]) }, 8)],
    ['metadata that is not text', fileOf({ __metadata__: { a: 1 } }, 0)],
  ])('refuses %s', (_, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(ModelFileCorrupt);
  });

  it('answers arbitrary bytes with a refusal, never with another error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readSafetensors(bytes)).toThrow(ModelFileCorrupt);
      }),
    );
  });
});

describe('sealed file', () => {
  const sealed = writeSealedFile({
    format: 'f/1',
    metadata: { a: 'text' },
    tensors: new Map([['w', { shape: [3], values: Float32Array.of(1, 2, 3) }]]),
  });

  it('refuses a file in which any one byte has changed', () => {
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (position, change) => {
        const damaged = sealed.slice();
        damaged[position]! ^= change;
        expect(() => readSealedFile(damaged, 'f/1')).toThrow(ModelFileCorrupt);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses every shortened file', () => {
    for (let length = 0; length < sealed.length; length++) {
      expect(() => readSealedFile(sealed.subarray(0, length), 'f/1')).toThrow(ModelFileCorrupt);
    }
  });

  it('refuses a file of another format', () => {
    expect(() => readSealedFile(sealed, 'f/2')).toThrow('expected f/2, found f/1');
  });
});

describe('a file that was read into a Buffer', () => {
  it('gives the same tensors, one by one', () => {
    const tensors = new Map([
      ['a', { shape: [2], values: new Float32Array([1, 2]) }],
      ['b', { shape: [1], values: new Float32Array([3]) }],
    ]);
    const file = Buffer.from(writeSafetensors({ metadata: {}, tensors }));
    expect([...readSafetensors(file).tensors].map(([name, { values }]) => [name, [...values]])).toEqual([
      ['a', [1, 2]],
      ['b', [3]],
    ]);
  });
});
