import { IllegalTransition } from '@daybook/event-sourcing';
import type { EraseVersion, VersionCommand } from './version.commands.js';
import type { VersionEvent } from './version.events.js';
import { evolveVersion, type ErasedVersion, type VersionState } from './version.state.js';

type Live = Exclude<VersionState, { status: 'absent' | 'erased' }>;
const ended: readonly Live['run'][] = ['ready', 'canceled', 'failed'];
const asked: readonly VersionCommand['type'][] = ['CancelVersion', 'Describe', 'Star', 'Archive'];

/** What trains is canceled on the way. */
export const decideErasing = ({ data }: EraseVersion, { key, erasing }: Live, isRunning: boolean): readonly VersionEvent[] => {
  if (erasing) return [];
  const requested: VersionEvent = { type: 'VersionErasureRequested', schemaVersion: 1, data: { ...key, ...data } };
  return isRunning ? [requested, { type: 'VersionCanceling', schemaVersion: 1, data: { ...key, ...data } }] : [requested];
};

/** Adds the end to what was decided, when that leaves a version which is to be erased neither trained nor served. */
export const withErasure = (at: string, state: Live, decided: readonly VersionEvent[]): readonly VersionEvent[] => {
  const next = decided.reduce<VersionState>(evolveVersion, state);
  if (next.status === 'absent' || next.status === 'erased' || !next.erasing) return decided;
  if (!ended.includes(next.run) || Object.keys(next.deployments).length > 0) return decided;
  return [...decided, { type: 'VersionErased', schemaVersion: 1, data: { ...next.key, at } }];
};

/** Late facts mean nothing any more, but a deployment waits for its answer. @throws IllegalTransition for what a caller asks */
export const decideErased = ({ type, data }: VersionCommand, { key, status }: ErasedVersion): readonly VersionEvent[] => {
  if (asked.includes(type)) throw new IllegalTransition(type, status);
  if (type !== 'BeginDeploying') return [];
  const { deploymentId, generation, at } = data;
  return [{ type: 'VersionDeploymentRefused', schemaVersion: 1, data: { ...key, deploymentId, generation, status: 'canceled', at } }];
};
