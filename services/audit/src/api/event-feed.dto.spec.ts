import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { EventFeedQuery } from './event-feed.dto.js';

const wrongIn = (query: object): readonly string[] => validateSync(plainToInstance(EventFeedQuery, query)).map(({ property }) => property);

describe('what is asked of the feed', () => {
  it('is about facts that there are, one or a list', () => {
    expect(wrongIn({})).toEqual([]);
    expect(wrongIn({ type: 'daybook.version.ready.v1' })).toEqual([]);
    expect(wrongIn({ type: ['daybook.version.ready.v1', 'daybook.run.failed.v1,daybook.engine.lost.v1'] })).toEqual([]);
    // Nobody would ever hear of it, and nobody would know why.
    expect(wrongIn({ type: 'daybook.version.redy.v1' })).toEqual(['type']);
    expect(wrongIn({ type: 'daybook.version.ready.v1,' })).toEqual(['type']);
  });
});
