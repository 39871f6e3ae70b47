import { describe, expect, it } from '@jest/globals';
import { answerHeaders, requestHeaders } from './forwarded-headers.js';

const caller = { id: 'r-1', ip: '10.0.0.7', protocol: 'http', host: 'daybook.example' };

describe('headers on their way through', () => {
  it('say who asks, and keep everything that is not of this connection', () => {
    const headers = { connection: 'keep-alive', expect: '100-continue', te: 'trailers', traceparent: '00-a-b-01', 'if-match': '"3"' };
    expect(requestHeaders(headers, caller)).toEqual({
      traceparent: '00-a-b-01',
      'if-match': '"3"',
      'x-request-id': 'r-1',
      'x-forwarded-for': '10.0.0.7',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'daybook.example',
    });
  });

  it('keep what a proxy before this one has said', () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'models.example' };
    expect(requestHeaders(headers, caller)).toMatchObject({ ...headers, 'x-forwarded-for': '203.0.113.9, 10.0.0.7' });
  });

  it('of an answer leave out the connection of the upstream', () => {
    expect(answerHeaders({ connection: 'keep-alive', 'keep-alive': 'timeout=72', etag: '"3"' })).toEqual({ etag: '"3"' });
  });
});
