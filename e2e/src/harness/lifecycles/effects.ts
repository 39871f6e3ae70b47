import type { Settled } from '../mixed-load.js';
import type { LoggedFact } from '../log-facts.js';
import { missteps as deploymentMissteps } from './deployment.lifecycle.js';
import { missteps as runMissteps } from './run.lifecycle.js';
import { missteps as versionMissteps } from './version.lifecycle.js';

/** Facts that a command brings about itself, at least and at most, once it is acknowledged. */
const effectsOf: Readonly<Record<Settled['command']['kind'], readonly [atLeast: number, atMost: number]>> = {
  create: [1, 1],
  describe: [1, 1],
  deploy: [1, 1],
  switch: [1, 1],
  // What is so already needs nothing more.
  star: [0, 1],
  cancel: [0, 1],
  // During a switch, or before anybody was told to serve it, two things end at once.
  undeploy: [0, 2],
};

export const repeated = (names: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  return names.filter((name) => seen.has(name) || void seen.add(name));
};

const bySubject = (facts: readonly LoggedFact[], prefix: string): readonly (readonly LoggedFact[])[] => {
  const groups = new Map<string, LoggedFact[]>();
  for (const fact of facts.filter(({ subject }) => subject.startsWith(prefix))) {
    groups.set(fact.subject, [...(groups.get(fact.subject) ?? []), fact]);
  }
  return [...groups.values()];
};

/** Steps of runs, versions and deployments that were taken twice, too soon or too late, in words. */
export const misstepsIn = (facts: readonly LoggedFact[]): readonly string[] => [
  ...bySubject(facts, 'run-').flatMap(runMissteps),
  ...bySubject(facts, 'version-').flatMap(versionMissteps),
  ...bySubject(facts, 'deployment-').flatMap(deploymentMissteps),
];

/** Points of a learning curve that an attempt has told more than once. */
export const repeatedEvaluations = (facts: readonly LoggedFact[]): readonly string[] =>
  repeated(facts.filter(({ type }) => type === 'daybook.run.evaluated.v1').map(({ subject, data }) => `${subject} ${String(data['attempt'])} ${String(data['epoch'])}`));

/** Commands that had another effect than their answer says: more than one, one although refused, none although acknowledged. */
export const unfaithful = (facts: readonly LoggedFact[], settled: readonly Settled[]): readonly string[] => {
  const effects = new Map<string, LoggedFact[]>();
  for (const fact of facts.filter(({ causationId }) => causationId === undefined)) {
    effects.set(fact.correlationId, [...(effects.get(fact.correlationId) ?? []), fact]);
  }
  return settled.flatMap(({ command: { key, kind }, outcome }) => {
    const types = (effects.get(key) ?? []).map(({ type }) => type);
    const [atLeast, atMost] = outcome.outcome === 'refused' ? [0, 0] : effectsOf[kind];
    const right = types.length >= atLeast && types.length <= atMost && repeated(types).length === 0;
    return right ? [] : [`${kind} ${key}, ${outcome.outcome}, has brought about ${types.join(', ') || 'nothing'}`];
  });
};
