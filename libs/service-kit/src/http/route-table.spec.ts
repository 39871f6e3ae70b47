import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

describe('a table of routes', () => {
  const table = new RouteTable();
  table.add({ method: 'GET', url: '/v1/notes/:note' });
  table.add({ method: ['DELETE', 'PATCH'], url: '/v1/notes/:note' });
  table.add({ method: 'POST', url: '/v1/notes/upload' });
  table.add({ method: 'GET', url: '/openapi.json' });

  it('knows all methods of a path, whichever route they came with', () => {
    expect(table.methodsOf('/v1/notes/7')).toEqual(['DELETE', 'GET', 'PATCH']);
    expect(table.methodsOf('/v1/notes/upload')).toEqual(['DELETE', 'GET', 'PATCH', 'POST']);
  });

  it('knows none of a path that does not exist', () => {
    expect(table.methodsOf('/v1/notes')).toEqual([]);
    expect(table.methodsOf('/v1/notes/7/more')).toEqual([]);
    expect(table.methodsOf('/openapiXjson')).toEqual([]);
  });
});
