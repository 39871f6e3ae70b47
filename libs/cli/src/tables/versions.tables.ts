import type { Document } from '@daybook/client';
import { listOf } from '../output.js';
import { decimal, duration, minuteOf, plain, time } from '../text/readable.js';
import { column, textTable, usedColumns, type Column } from '../text/text-table.js';

type Metric = Readonly<{ name: string; value: number | null }>;

const datasetAndTargets = ({ dataset, targets }: Document): string => `${(dataset as { name: string }).name} / ${(targets as readonly string[]).join(', ')}`;
const statusOf = ({ status, archived }: Document): string => `${String(status)}${archived === true ? ', archived' : ''}`;
const metricColumn = (page: Document): Column => {
  const name = (page['defaultMetric'] as Metric | null | undefined)?.name;
  return column(name === undefined ? 'metric' : `metric\n${name}`, ({ metric }) => decimal((metric as Metric).value));
};

export const versionsTable = listOf((items, page) =>
  textTable(items, [
    column('#', 'number'),
    column('description'),
    column('dataset / targets', datasetAndTargets),
    column('default', ({ isDefault }) => (isDefault === true ? 'default' : '')),
    column('engine', 'engineId'),
    metricColumn(page),
    column('duration', ({ durationMs }) => duration(durationMs)),
    column('created (UTC)', ({ createdAt }) => minuteOf(createdAt)),
    column('status', statusOf),
  ]),
);

/** Every metric of several versions beside each other; the best ones are marked. */
export const comparisonTable = ({ items, metrics }: Document): string => {
  const versions = items as readonly { number: number }[];
  const valueAt = (index: number) => ({ values, best }: Document) => {
    const value = decimal((values as readonly (number | null)[])[index]);
    return (best as readonly number[]).includes(index) ? `${value} *` : value;
  };
  const columns = versions.map(({ number }, index) => column(`#${number}`, valueAt(index)));
  return textTable(metrics as readonly Document[], [column('target', 'feature'), column('metric'), ...columns]);
};

export const diffText = ({ from, to, configuration, dataset, metrics }: Document): string => {
  const data = dataset as Readonly<{ from: { name: string }; to: { name: string }; changed: boolean }>;
  const changes = configuration as readonly Document[];
  const [before, after] = [`#${String(from)}`, `#${String(to)}`];
  const differences = textTable(changes, [column('change', 'kind'), column('path'), column(before, 'from'), column(after, 'to')]);
  const compared = textTable(metrics as readonly Document[], [
    column('target', 'feature'),
    column('metric'),
    column(before, 'from'),
    column(after, 'to'),
    column('change', ({ change }) => (typeof change === 'number' && change > 0 ? `+${decimal(change)}` : decimal(change))),
    column('verdict'),
  ]);
  return [
    `dataset: ${data.changed ? `${data.from.name} → ${data.to.name}` : `${data.to.name}, the same`}\n`,
    changes.length === 0 ? 'configuration: the same\n' : differences,
    (metrics as readonly Document[]).length === 0 ? 'metrics: none yet\n' : compared,
  ].join('');
};

/** Who did what, when and why. */
export const historyTable = ({ entries }: Document): string => {
  const rows = entries as readonly Document[];
  return textTable(rows, [
    column('at (UTC)', ({ at }) => time(at)),
    column('what', 'type'),
    ...usedColumns(rows, [column('status after', 'status')]),
    column('by', 'actor'),
    column('why', 'reason'),
    column('position'),
  ]);
};

type Node = Readonly<{ number: number; status: string; description: string; retrainedFrom: number | null; metric: Metric }>;
type Edge = Readonly<{ from: number; to: number; kind: 'parent' | 'retrain' }>;

/** Versions under the one that they began from. */
export const lineageTree = ({ nodes, edges }: Document): string => {
  const parents = new Map((edges as readonly Edge[]).filter(({ kind }) => kind === 'parent').map(({ from, to }) => [to, from]));
  const children = new Map<number | null, Node[]>();
  for (const node of nodes as readonly Node[]) {
    const parent = parents.get(node.number) ?? null;
    children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const lines = (node: Node, first: string, further: string): readonly string[] => {
    const own = children.get(node.number) ?? [];
    const below = own.map((child, index) => (index === own.length - 1 ? lines(child, `${further}└─ `, `${further}   `) : lines(child, `${further}├─ `, `${further}│  `)));
    return [`${first}${nodeText(node)}`, ...below.flat()];
  };
  return (children.get(null) ?? []).flatMap((root) => lines(root, '', '')).map((line) => `${line}\n`).join('');
};

const nodeText = ({ number, status, description, retrainedFrom, metric }: Node): string =>
  [`#${number}`, status, metric.value === null ? '' : `${metric.name} ${decimal(metric.value)}`, retrainedFrom === null ? '' : `repeats #${retrainedFrom}`, plain(description)]
    .filter((part) => part !== '')
    .join('  ');
