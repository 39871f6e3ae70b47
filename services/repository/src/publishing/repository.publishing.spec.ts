import { describe, expect, it } from '@jest/globals';
import { factTranslator } from '@daybook/messaging';
import { recorded } from '@daybook/testing';
import { at, oneOfEach, registered, repositoryId } from '../fixtures/repository.fixture.js';
import { repositoryPublishing } from './repository.publishing.js';

const translate = factTranslator(repositoryPublishing);

describe('what the repository service tells others', () => {
  const facts = oneOfEach.map((event) => translate(recorded(event, { stream: `repository-${repositoryId}` })));

  it('is one fact for each event but those that are its own concern', () => {
    expect(facts.map((fact) => fact?.type ?? null)).toEqual([
      'daybook.repository.created.v1',
      'daybook.repository.renamed.v1',
      'daybook.repository.described.v1',
      'daybook.repository.labelled.v1',
      'daybook.repository.dataset-linked.v1',
      null,
      null,
      null,
      null,
      'daybook.repository.default-version-set.v1',
      'daybook.repository.default-version-withdrawn.v1',
      'daybook.repository.deleted.v1',
      null,
      'daybook.repository.erased.v1',
    ]);
  });

  it('keeps all facts of one repository in order, by its id as their key', () => {
    for (const fact of facts)
      if (fact !== null) expect(fact).toMatchObject({ key: repositoryId, topic: 'repositories', actor: 'anna' });
  });

  it('says what the contract says, and nothing private', () => {
    expect(facts[0]?.data).toEqual({ repositoryId, name: 'Churn', description: 'who leaves', at });
    expect(facts[1]?.data).toEqual({ repositoryId, name: 'attrition', at });
  });

  it('tells of a dataset all but where its profile is', () => {
    const fact = translate(recorded(registered, { stream: `dataset-${registered.data.datasetId}` }));
    const { profile: _profile, ...data } = registered.data;
    expect(fact).toMatchObject({ type: 'daybook.dataset.registered.v1', topic: 'datasets', key: data.datasetId });
    expect(fact?.data).toEqual(data);
  });

  it('goes through JSON as it is', () => {
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });
});
