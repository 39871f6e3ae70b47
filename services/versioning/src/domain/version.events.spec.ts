import { describe, expect, it } from '@jest/globals';
import { UnknownEvent } from '@daybook/event-sourcing';
import { renderConfiguration } from '@daybook/ludwig';
import { oneOfEach, queued, queuedData, ready } from '../fixtures/version.fixture.js';
import { upcastVersion } from './version.events.js';

describe('Events of a version', () => {
  it.each(oneOfEach)('$type survives being stored as JSON', (event) => {
    expect(upcastVersion(JSON.parse(JSON.stringify(event)))).toEqual(event);
  });

  it('are all here', () => {
    expect(new Set(oneOfEach.map(({ type }) => type)).size).toBe(17);
  });

  it('fail closed when they are of an unknown type or of a later version', () => {
    expect(() => upcastVersion({ ...queued, type: 'VersionPainted' })).toThrow(UnknownEvent);
    expect(() => upcastVersion({ ...queued, schemaVersion: 4 })).toThrow(UnknownEvent);
  });

  it('from before metrics had the names of Ludwig are told in those', () => {
    const metrics = { kind: { accuracy: 0.9, balanced_accuracy: 0.6 } };
    expect(upcastVersion({ ...ready(), schemaVersion: 1, data: { ...ready().data, metrics } })).toMatchObject({
      schemaVersion: 2,
      data: { metrics: { kind: { accuracy: 0.6, accuracy_micro: 0.9 } } },
    });
    const kind = { input_features: [{ name: 'age', type: 'number' }], output_features: [{ name: 'kind', type: 'category' }], trainer: { validation_metric: 'accuracy' } };
    const data = { ...queuedData, raw: kind, configuration: renderConfiguration(kind) };
    const trainer = { validation_metric: 'accuracy_micro' };
    expect(upcastVersion({ ...queued, schemaVersion: 2, data })).toMatchObject({ data: { raw: { trainer }, configuration: { trainer } } });
  });

  it('of the first shape of VersionQueued do not say what was repeated', () => {
    const { retrainedFrom: _absent, ...data } = queuedData;
    expect(upcastVersion({ ...queued, schemaVersion: 1, data })).toEqual({ ...queued, data: { ...queuedData, retrainedFrom: null } });
  });
});
