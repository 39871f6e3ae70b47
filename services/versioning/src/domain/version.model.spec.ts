import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@daybook/event-sourcing';
import fc from 'fast-check';
import { command, failure, queued, readyData } from '../fixtures/version.fixture.js';
import { version } from './version.decider.js';
import type { VersionCommand } from './version.commands.js';
import type { RunPhase } from './version.events.js';
import type { VersionState } from './version.state.js';

type Status = VersionState['status'];
const running: readonly Status[] = ['queued', 'preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'];
const ends: readonly Status[] = ['canceled', 'failed'];
const served: readonly Status[] = ['ready', 'deploying', 'deployed', 'undeploying'];

/** The picture in the design, written down once more. With several deployments the last four are left in any order. */
const isLegal = (from: Status, to: Status): boolean => {
  if (from === to) return true;
  if (running.includes(from)) {
    const ahead = running.indexOf(to) > running.indexOf(from);
    return ahead || to === 'queued' || to === 'ready' || to === 'canceling' || to === 'failed';
  }
  if (from === 'canceling') return to === 'canceled' || to === 'ready';
  if (from === 'ready') return to === 'deploying';
  return served.includes(from) && served.includes(to) && !(from === 'deployed' && to === 'ready');
};

const attempt = fc.integer({ min: 1, max: 3 });
const deploymentId = fc.constantFrom('live', 'test');
const phase = fc.constantFrom<RunPhase>('preprocessing', 'training', 'evaluating', 'visualizing', 'explaining');
const oftener = <T>(arbitrary: fc.Arbitrary<T>) => ({ arbitrary, weight: 6 });
const anyCommand: fc.Arbitrary<VersionCommand> = fc.oneof(
  oftener(fc.record({ phase, attempt }).map((data) => command('StartPhase', { ...data, engineId: 'e1' }))),
  attempt.map((n) => command('Requeue', { attempt: n, reason: 'engine-lost' })),
  oftener(attempt.map((n) => command('Complete', { ...readyData, attempt: n }))),
  attempt.map((n) => command('Fail', { ...failure, attempt: n })),
  fc.constant(command('RecordCanceled', {})),
  fc.constant(command('CancelVersion', {})),
  fc.boolean().map((starred) => command('Star', { starred })),
  fc.boolean().map((archived) => command('Archive', { archived })),
  fc.string().map((description) => command('Describe', { description })),
  oftener(fc.record({ deploymentId, generation: attempt }).map((data) => command('BeginDeploying', data))),
  oftener(deploymentId.map((id) => command('RecordDeployed', { deploymentId: id }))),
  oftener(deploymentId.map((id) => command('BeginUndeploying', { deploymentId: id }))),
  deploymentId.map((id) => command('RecordUndeployed', { deploymentId: id, reason: 'undeployed' })),
);

const decided = (given: VersionCommand, state: VersionState) => {
  try {
    return version.decide(given, state);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [];
  }
};

describe('Whatever is asked of a version', () => {
  it('only legal transitions are decided, and canceled and failed stay', () => {
    const seen = new Set<Status>();
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 60 }), (commands) => {
        let state = version.evolve(version.initialState, queued);
        for (const one of commands) {
          for (const event of decided(one, state)) {
            const next = version.evolve(state, event);
            if (!isLegal(state.status, next.status)) throw new Error(`${one.type}: ${state.status} → ${next.status}`);
            if (ends.includes(state.status)) expect(next.status).toBe(state.status);
            state = next;
            seen.add(state.status);
          }
        }
      }),
      { numRuns: 500 },
    );
    // The commands reach every status: otherwise the property would say little.
    expect([...seen].sort()).toEqual([...running, 'canceling', ...ends, ...served].sort());
  });

  it('what was decided is true afterwards: the same command again decides nothing', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), anyCommand, (commands, last) => {
        const before = commands.reduce<VersionState>(
          (state, one) => decided(one, state).reduce(version.evolve, state),
          version.evolve(version.initialState, queued),
        );
        const events = decided(last, before);
        // A refusal answers every question anew; the command's identity keeps it from being asked twice.
        fc.pre(events.every(({ type }) => type !== 'VersionDeploymentRefused'));
        expect(decided(last, events.reduce(version.evolve, before))).toEqual([]);
      }),
    );
  });
});
