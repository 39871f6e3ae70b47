import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ArtifactMissing, ArtifactStoreUnavailable, type ArtifactStore } from '@daybook/artifacts';
import type { DeploymentReport, EngineReport } from '@daybook/contracts';
import { eventually } from '@daybook/testing';
import { predictorOf } from '../fixtures/predictor.fixture.js';
import { ServedModels } from './served-models.js';

const digest = (letter: string): string => letter.repeat(64);
const load = (generation: number, letter: string) =>
  ({ type: 'load', engineId: 'e1', deploymentId: 'live', generation, model: { sha256: digest(letter), sizeBytes: 1 } }) as const;

/** Models are one letter each; reading `slow` ones waits until they are let go, `x` is missing, `u` is away at first. */
const engine = (slow: Readonly<Record<string, Promise<void>>> = {}) => {
  const said: (DeploymentReport & { at: string })[] = [];
  let loads = 0;
  let isAway = true;
  const artifacts = {
    async read(sha256: string): Promise<Uint8Array> {
      const letter = sha256.charAt(0);
      await slow[letter];
      if (letter === 'x') throw new ArtifactMissing(sha256);
      if (letter === 'u' && isAway) throw new ArtifactStoreUnavailable();
      return new TextEncoder().encode(letter);
    },
  } as ArtifactStore;
  const loadPredictor = (model: Uint8Array) => {
    loads += 1;
    return predictorOf(new TextDecoder().decode(model));
  };
  const send = async (report: EngineReport): Promise<void> => void said.push(report as DeploymentReport);
  const models = new ServedModels('e1', artifacts, loadPredictor, { send });
  const answer = (): unknown => models.predictorOf('live')?.predict([{}]).predictions[0]?.['model']?.prediction;
  const back = (): void => void (isAway = false);
  return { models, answer, back, loads: () => loads, said: () => said.map(({ type, generation }) => [type, generation]), reports: said };
};
const gate = (): { opened: Promise<void>; open: () => void } => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
};

describe('The models in memory', () => {
  it('answer once they are loaded, and no more once they are unloaded', async () => {
    const { models, answer, said } = engine();
    expect(answer()).toBeUndefined();
    await models.load(load(1, 'a'));
    expect(answer()).toBe('a');
    await models.unload({ deploymentId: 'live', generation: 1 });
    expect(answer()).toBeUndefined();
    expect(said()).toEqual([
      ['loaded', 1],
      ['unloaded', 1],
    ]);
  });

  it('are loaded once the artifact store is back, and keep no other command waiting', async () => {
    const { models, answer, back, said } = engine();
    await models.load(load(1, 'u'));
    await models.load(load(1, 'u'));
    await models.load({ ...load(1, 'a'), deploymentId: 'other' });
    expect(said()).toEqual([['loaded', 1]]);
    back();
    await eventually(() => expect(answer()).toBe('u'));
    expect(said()).toEqual([['loaded', 1], ['loaded', 1]]);
  });

  it('are not loaded late where they were withdrawn meanwhile', async () => {
    const { models, answer, back, said } = engine();
    await models.load(load(1, 'u'));
    await models.unload({ deploymentId: 'live', generation: 1 });
    back();
    await sleep(2500);
    expect(answer()).toBeUndefined();
    expect(said()).toEqual([['unloaded', 1]]);
  });

  it('answer to what they are told twice, without loading twice', async () => {
    const { models, said, loads } = engine();
    await models.load(load(1, 'a'));
    await models.load(load(1, 'a'));
    expect(said()).toEqual([
      ['loaded', 1],
      ['loaded', 1],
    ]);
    expect(loads()).toBe(1);
  });

  it('keep answering while the next is loaded', async () => {
    const { opened, open } = gate();
    const { models, answer } = engine({ b: opened });
    await models.load(load(1, 'a'));
    const loading = models.load(load(2, 'b'));
    expect(answer()).toBe('a');
    open();
    await loading;
    expect(answer()).toBe('b');
    await models.unload({ deploymentId: 'live', generation: 1 });
    expect(answer()).toBe('b');
  });

  it('do not come back when loading ends after unloading', async () => {
    const { opened, open } = gate();
    const { models, answer, said } = engine({ a: opened });
    const loading = models.load(load(1, 'a'));
    await models.unload({ deploymentId: 'live', generation: 1 });
    open();
    await loading;
    await models.load(load(1, 'a'));
    expect(answer()).toBeUndefined();
    expect(said()).toEqual([['unloaded', 1]]);
  });

  it('are not overtaken by an older one that took longer', async () => {
    const { opened, open } = gate();
    const { models, answer, said } = engine({ a: opened });
    const older = models.load(load(1, 'a'));
    await models.load(load(2, 'b'));
    open();
    await older;
    expect(answer()).toBe('b');
    expect(said()).toEqual([['loaded', 2]]);
  });

  it('stay as they are when the next cannot be loaded, and the engine says why', async () => {
    const { models, answer, reports } = engine();
    await models.load(load(1, 'a'));
    await models.load(load(2, 'x'));
    expect(answer()).toBe('a');
    expect(reports[1]).toMatchObject({ type: 'load-failed', engineId: 'e1', deploymentId: 'live', generation: 2, errorCode: 'artifact-not-found' });
  });
});
