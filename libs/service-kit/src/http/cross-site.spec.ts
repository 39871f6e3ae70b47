import { describe, expect, it } from '@jest/globals';
import { isFromAnotherSite } from './cross-site.js';

describe('a request for a change', () => {
  it.each([
    ['of a program', {}, false],
    ['of a page from here', { 'sec-fetch-site': 'same-origin', origin: 'http://daybook.example' }, false],
    ['of a page from here through a proxy that calls the host by another name', { 'sec-fetch-site': 'same-origin', origin: 'https://models.example' }, false],
    ['that a person has typed', { 'sec-fetch-site': 'none' }, false],
    ['of a page from elsewhere', { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' }, true],
    ['of a page on another port of the same host', { 'sec-fetch-site': 'same-site', origin: 'http://daybook.example:81' }, true],
    ['of an older browser on a page from here', { origin: 'http://daybook.example' }, false],
    ['of an older browser behind a proxy', { origin: 'https://models.example', 'x-forwarded-host': 'models.example' }, false],
    ['of an older browser on a page from elsewhere', { origin: 'http://evil.example' }, true],
    ['of a page that has no origin', { origin: 'null' }, true],
  ])('%s with %j is from another site: %s', (_what, headers, expected) => {
    expect(isFromAnotherSite({ method: 'POST', headers: { host: 'daybook.example', ...headers } })).toBe(expected);
  });

  it('is another thing than a question', () => {
    expect(isFromAnotherSite({ method: 'GET', headers: { 'sec-fetch-site': 'cross-site' } })).toBe(false);
  });
});
