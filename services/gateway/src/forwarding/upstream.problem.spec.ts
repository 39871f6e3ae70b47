import { describe, expect, it } from '@jest/globals';
import { upstreamProblem } from './upstream.problem.js';

const failed = (code: string): Error => new Error('outer', { cause: Object.assign(new Error(code), { code }) });

describe('a service that does not answer', () => {
  it('is unavailable when it was never reached', () => {
    expect(upstreamProblem('versioning', 'POST', failed('ECONNREFUSED'))).toMatchObject({
      status: 503,
      code: 'upstream-unavailable',
      upstream: 'versioning',
      detail: 'service versioning cannot be reached (ECONNREFUSED)',
    });
  });

  it('leaves the outcome of a command open once it was asked', () => {
    expect(upstreamProblem('versioning', 'POST', failed('UND_ERR_SOCKET'))).toMatchObject({
      status: 504,
      code: 'upstream-outcome-unknown',
    });
  });

  it('is unavailable to a question, which may be asked again', () => {
    expect(upstreamProblem('audit', 'GET', failed('UND_ERR_HEADERS_TIMEOUT'))).toMatchObject({ status: 503 });
  });
});
