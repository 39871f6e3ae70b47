import type { Document } from '@daybook/client';
import { listOf } from '../output.js';
import { minuteOf, plain, time } from '../text/readable.js';
import { column, textTable, usedColumns } from '../text/text-table.js';

export const deploymentsTable = listOf((items) => {
  const failure = column('failure', ({ failure: failed }) => (failed as { message: string } | null)?.message);
  return textTable(items, [
    column('name', 'deploymentId'),
    column('version', ({ number }) => `#${String(number)}`),
    column('status'),
    column('engine', 'engineId'),
    column('updated (UTC)', ({ updatedAt }) => minuteOf(updatedAt)),
    column('by', 'createdBy'),
    column('repository', 'repositoryId'),
    ...usedColumns(items, [failure]),
  ]);
});

/** What was answered for each target, and how probable it is. */
export const predictionsTable = ({ predictions }: Document): string => {
  const rows = predictions as readonly Document[];
  const targets = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const answer = (target: string) => (row: Document) => {
    const { prediction, probability } = row[target] as Document;
    return probability === undefined ? prediction : `${plain(prediction)} (${plain(probability)})`;
  };
  return textTable(rows, targets.map((target) => column(target, answer(target))));
};

const stateOf = ({ status, drained, suspended }: Document): string => [status, suspended === true ? 'suspended' : drained === true ? 'drained' : ''].filter(Boolean).join(', ');

export const enginesTable = listOf((items) =>
  textTable(items, [
    column('engine', 'engineId'),
    column('kind'),
    column('driver'),
    column('status', stateOf),
    column('slots used', ({ runs, slots }) => `${(runs as readonly unknown[]).length} of ${String(slots)}`),
    column('registered (UTC)', ({ registeredAt }) => minuteOf(registeredAt)),
    column('runs', ({ runs }) => (runs as readonly { runId: string }[]).map(({ runId }) => runId)),
  ]),
);

export const queueTable = listOf((items) =>
  textTable(items, [
    column('place'),
    column('version', ({ number }) => `#${String(number)}`),
    column('queued (UTC)', ({ queuedAt }) => minuteOf(queuedAt)),
    column('attempts', 'attempt'),
    column('repository', 'repositoryId'),
  ]),
);

export const projectionsTable = listOf((items) =>
  textTable(items, [column('projection', 'name'), column('state'), column('position'), column('lag'), ...usedColumns(items, [column('error')])]),
);

type Message = Readonly<{ type: string; topic: string; key: string; position: number | null; record?: Readonly<{ partition: number; offset: string }> }>;
const message = (row: Document): Message => row['message'] as Message;

/** Of a message that could not be read, where Kafka has it. */
const recordOf = (row: Document): string => {
  const { topic, record } = message(row);
  return record === undefined ? '' : `${topic}/${record.partition} at ${record.offset}`;
};

export const deadLettersTable = listOf((items) =>
  textTable(items, [
    column('id'),
    column('consumer'),
    column('message', (row) => message(row).type),
    column('key', (row) => message(row).key),
    ...usedColumns(items, [column('record', recordOf)]),
    column('reason'),
    column('tries', 'attempts'),
    column('last (UTC)', ({ lastAt }) => time(lastAt)),
    column('failure', ({ failure }) => (failure as { message: string } | null)?.message),
  ]),
);

/** One fact in one line: position, time, type, of what, by whom, why. */
export const eventLine = ({ position, time: at, type, subject, actor, reason }: Document): string => {
  const why = typeof reason === 'string' ? ` (${reason})` : '';
  return `${plain(position).padStart(7)}  ${time(at)}  ${plain(type)}  ${plain(subject)}  ${plain(actor)}${why}\n`;
};
