import { describe, it } from '@jest/globals';
import type { Recorded } from '@daybook/event-sourcing';
import type { Facts } from '@daybook/contracts';
import type { FactRemembered, RememberedFact } from '@daybook/memory';
import { recorded, specifyProjection } from '@daybook/testing';
import { at, model, repositoryId } from '../fixtures/deployment.fixture.js';
import { knownEngine, knownVersion } from './known.projections.js';

const remembered = <T extends keyof Facts>(kind: string, subject: string, type: T, data: Facts[T]): Recorded<FactRemembered> =>
  recorded(
    { type: 'FactRemembered', schemaVersion: 1, data: { subject, slot: type, fact: { type, data } as unknown as RememberedFact } },
    { stream: `deploymentmemory-${kind}-${subject}` },
  );
const registered = (instanceId: string, url: string | null = 'http://127.0.0.1:9000') =>
  remembered('engine', 'e1', 'daybook.engine.registered.v1', {
    engineId: 'e1',
    instanceId,
    kind: 'serving',
    driver: 'builtin',
    slots: 1,
    url,
    at,
  });
const lost = (instanceId: string) => remembered('engine', 'e1', 'daybook.engine.lost.v1', { engineId: 'e1', instanceId, at });
const engine = (instanceId: string, alive: boolean) => ({ engineId: 'e1', instanceId, url: 'http://127.0.0.1:9000', alive });

describe('What deployment remembers of engines', () => {
  it('is where they answer, and whether they live', () => {
    specifyProjection(knownEngine).given([registered('first')]).thenAll({ e1: engine('first', true) });
    specifyProjection(knownEngine).given([registered('first'), lost('first')]).thenAll({ e1: engine('first', false) });
    specifyProjection(knownEngine).given([registered('first'), lost('first'), registered('second')]).thenAll({ e1: engine('second', true) });
  });

  it('outlives the loss of an earlier process', () => {
    specifyProjection(knownEngine).given([registered('first'), registered('second'), lost('first')]).thenAll({ e1: engine('second', true) });
  });

  it('does not begin with a loss, nor with an engine that cannot be asked', () => {
    specifyProjection(knownEngine).given([lost('first'), registered('first', null)]).thenAll({});
  });
});

describe('What deployment remembers of versions', () => {
  it('is their model', () => {
    const version = { versionId: `${repositoryId}-4`, repositoryId, number: 4 };
    const ready = remembered('version', version.versionId, 'daybook.version.ready.v1', { ...version, model, metrics: {}, at });
    specifyProjection(knownVersion).given([ready]).thenAll({ [version.versionId]: { ...version, model, archived: false } });
  });

  it('is also whether they are archived now', () => {
    const version = { versionId: `${repositoryId}-4`, repositoryId, number: 4 };
    const ready = remembered('version', version.versionId, 'daybook.version.ready.v1', { ...version, model, metrics: {}, at });
    const archive = (archived: boolean) => remembered('version', version.versionId, 'daybook.version.archived.v1', { ...version, archived, at });
    const known = (archived: boolean) => ({ [version.versionId]: { ...version, model, archived } });
    specifyProjection(knownVersion).given([ready, archive(true)]).thenAll(known(true));
    specifyProjection(knownVersion).given([ready, archive(true), archive(false)]).thenAll(known(false));
    // Of one that never became ready.
    specifyProjection(knownVersion).given([archive(true)]).thenAll({});
  });
});
