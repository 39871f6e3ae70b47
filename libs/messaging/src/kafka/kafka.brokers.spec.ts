import { describe, expect, it } from '@jest/globals';
import { brokersFrom } from './kafka.brokers.js';

describe('a list of brokers', () => {
  it.each([
    ['127.0.0.1:19092', ['127.0.0.1:19092']],
    ['one.example:9092, other:1', ['one.example:9092', 'other:1']],
  ])('%s is taken one by one', (list, brokers) => {
    expect(brokersFrom(list)).toEqual(brokers);
  });

  it.each(['', 'foo', 'foo:', ':9092', 'foo:0', 'foo:65536', 'foo:x', '::1:9092', '[::1]:9092', 'a:1,', 'a:1,b', 'kafka://a:1', 'user:secret@a:1'])(
    '%p is none',
    (list) => {
      expect(brokersFrom(list)).toBeUndefined();
    },
  );
});
