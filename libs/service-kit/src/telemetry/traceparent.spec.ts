import { describe, expect, it } from '@jest/globals';
import { spanContextOf, traceparentOf } from './traceparent.js';

describe('the trace context of W3C', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('is read and written', () => {
    const context = spanContextOf(traceparent);
    expect(context).toEqual({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1, isRemote: true });
    expect(context && traceparentOf(context)).toBe(traceparent);
  });

  it('may come from a later version with more to it', () => {
    expect(spanContextOf(`cc${traceparent.slice(2)}-what-the-future-brings`)).toMatchObject({ spanId: '00f067aa0ba902b7' });
  });

  it.each([undefined, '', 'x', traceparent.toUpperCase(), '00-00000000000000000000000000000000-00f067aa0ba902b7-01', '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01'])(
    'is none: %s',
    (text) => expect(spanContextOf(text)).toBeUndefined(),
  );
});
