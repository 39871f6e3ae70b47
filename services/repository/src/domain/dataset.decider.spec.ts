import { describe, expect, it } from '@jest/globals';
import { specify } from '@daybook/testing';
import { registered } from '../fixtures/repository.fixture.js';
import { dataset, upcastDataset } from './dataset.decider.js';

const register = { type: 'RegisterDataset', data: registered.data } as const;

describe('registering a dataset', () => {
  it('is recorded once: the id stands for name and content', () => {
    specify(dataset).given([]).when(register).then([registered]);
    specify(dataset).given([registered]).when(register).then([]);
  });

  it('goes through JSON and the upcaster as it is', () => {
    expect(upcastDataset(JSON.parse(JSON.stringify(registered)))).toEqual(registered);
  });
});
