import { describe, it } from '@jest/globals';
import { specify } from '@daybook/testing';
import { memory, type FactRemembered, type Remember, type RememberedFact } from './memory.event.js';

const at = '2026-03-01T10:00:00.000Z';
const named = (name: string): RememberedFact => ({ type: 'daybook.repository.renamed.v1', data: { repositoryId: 'r1', name, at } });
const deleted: RememberedFact = { type: 'daybook.repository.deleted.v1', data: { repositoryId: 'r1', name: 'a', at } };
const remember = (fact: RememberedFact, slot = 'name'): Remember => ({ type: 'Remember', data: { subject: 'r1', slot, fact } });
const remembered = (fact: RememberedFact, slot = 'name'): FactRemembered => ({
  type: 'FactRemembered',
  schemaVersion: 1,
  data: { subject: 'r1', slot, fact },
});

describe('A memory', () => {
  it('writes down what it is told', () => {
    specify(memory).given([]).when(remember(named('a'))).then([remembered(named('a'))]);
  });

  it('does not write the same twice in a row', () => {
    specify(memory).given([remembered(named('a'))]).when(remember(named('a'))).then([]);
  });

  it('writes what was true before and is true again', () => {
    specify(memory)
      .given([remembered(named('a')), remembered(named('b'))])
      .when(remember(named('a')))
      .then([remembered(named('a'))]);
  });

  it('keeps one slot apart from another', () => {
    const history = [remembered(named('a')), remembered(deleted, 'existence')];
    specify(memory).given(history).when(remember(named('a'))).then([]);
    specify(memory).given(history).when(remember(deleted, 'existence')).then([]);
    specify(memory).given(history).when(remember(deleted)).then([remembered(deleted)]);
  });
});
