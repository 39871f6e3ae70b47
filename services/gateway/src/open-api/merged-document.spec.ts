import { describe, expect, it } from '@jest/globals';
import { mergedDocument } from './merged-document.js';

describe('one document out of several', () => {
  it('joins methods of one path', () => {
    const documents = [{ paths: { '/v1/a': { get: { x: 1 } } } }, { paths: { '/v1/a': { post: { x: 2 } } } }];
    expect(mergedDocument(documents).paths).toEqual({ '/v1/a': { get: { x: 1 }, post: { x: 2 } } });
  });

  it('does not choose between two descriptions of one name', () => {
    const schema = (type: string) => ({ components: { schemas: { Row: { type } } }, paths: { '/v1/a': { get: { type } } } });
    expect(() => mergedDocument([schema('object'), schema('string')])).toThrow('services describe differently: schemas/Row, /v1/a/get');
    expect(mergedDocument([schema('object'), schema('object')]).components).toEqual({ schemas: { Row: { type: 'object' } } });
  });
});
