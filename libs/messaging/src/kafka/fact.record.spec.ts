import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { topics } from '@daybook/contracts';
import type { Fact } from '../fact.types.js';
import { factOf, recordOf, type ReceivedRecord } from './fact.record.js';

const text = fc.string({ unit: 'grapheme' });
const facts = fc.record(
  {
    id: fc.uuid(),
    type: fc.constantFrom('daybook.repository.created.v1', 'daybook.run.completed.v1'),
    topic: fc.constantFrom(...topics),
    key: fc.uuid(),
    subject: fc.uuid().map((id) => `repository-${id}`),
    time: fc.constant('2026-01-01T00:00:00.000Z'),
    position: fc.maxSafeNat(),
    revision: fc.nat(),
    actor: text,
    reason: text,
    correlationId: text,
    causationId: text,
    traceparent: fc.constant('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
    data: fc.dictionary(text.filter((name) => name !== '__proto__'), fc.jsonValue({ noUnicodeString: false })),
  },
  { requiredKeys: ['id', 'type', 'topic', 'key', 'subject', 'time', 'position', 'revision', 'actor', 'correlationId', 'data'] },
) as unknown as fc.Arbitrary<Fact>;

const received = (fact: Fact): ReceivedRecord => {
  const { key, value, headers } = recordOf(fact);
  const bytes = Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)] as const);
  return { key: Buffer.from(key), value: Buffer.from(value), headers: Object.fromEntries(bytes) };
};

const [sample] = fc.sample(facts, 1) as [Fact];
const without = (name: string): ReceivedRecord => {
  const { [name]: _, ...headers } = received(sample).headers ?? {};
  return { ...received(sample), headers };
};
const withHeader = (name: string, value: string): ReceivedRecord => ({
  ...received(sample),
  headers: { ...received(sample).headers, [name]: Buffer.from(value) },
});

describe('a fact as a record', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(facts, (fact) => {
        // What JSON cannot say (-0) is no fact.
        const sayable = JSON.parse(JSON.stringify(fact)) as Fact;
        expect(factOf(fact.topic, received(sayable))).toEqual(sayable);
      }),
    );
  });

  it('has only headers that are printable text and begin with no brace or bracket', () => {
    fc.assert(
      fc.property(facts, (fact) => {
        for (const header of Object.values(recordOf(fact).headers)) expect(header).toMatch(/^(?![{[])[\x20-\x7e]*$/);
      }),
    );
  });

  it.each([
    ['a tombstone', { ...received(sample), value: null }],
    ['no key', { ...received(sample), key: null }],
    ['no headers', { key: received(sample).key, value: received(sample).value }],
    ['bad JSON', { ...received(sample), value: Buffer.from('{"a":') }],
    ['JSON that is no object', { ...received(sample), value: Buffer.from('[1]') }],
    ['no type', without('ce_type')],
    ['no position', without('ce_position')],
    ['a position that is no number', withHeader('ce_position', '1e3')],
    ['a position beyond all counting', withHeader('ce_position', '9007199254740993')],
    ['another version of CloudEvents', withHeader('ce_specversion', '0.3')],
    ['an actor that is not encoded', withHeader('ce_actor', '%E0%A4%A')],
  ])('with %s is malformed', (_, record) => {
    expect(() => factOf(sample.topic, record)).toThrow(expect.objectContaining({ code: 'malformed-record' }));
  });
});
