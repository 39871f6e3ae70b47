import { describe, it } from '@jest/globals';
import { recorded, specifyProjection } from '@daybook/testing';
import { registered } from '../fixtures/repository.fixture.js';
import { datasetCard } from './dataset-card.projection.js';

describe('the card of a dataset', () => {
  it('shows what was registered, by whom', () => {
    const { at, ...data } = registered.data;
    const metadata = { actor: 'ben', correlationId: 'c' };
    specifyProjection(datasetCard)
      .given([recorded(registered, { stream: `dataset-${data.datasetId}`, metadata })])
      .thenAll({ [data.datasetId]: { ...data, createdAt: at, createdBy: 'ben' } });
  });
});
