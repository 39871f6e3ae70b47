import type { Document } from '@daybook/client';
import { decimal, time } from '../text/readable.js';
import { column, textTable, usedColumns } from '../text/text-table.js';

type Metrics = Readonly<Record<string, Readonly<Record<string, number | null>>>>;
type Parts = Readonly<Partial<Record<'training' | 'validation' | 'test', Metrics>>>;
const parts = ['training', 'validation', 'test'] as const;
/** Loss, and what says most of each type of output. */
const curves = ['loss', 'accuracy', 'roc_auc', 'r2', 'mean_absolute_error'];

const outputsOf = (metrics: Metrics | undefined): readonly string[] => Object.keys(metrics ?? {}).filter((name) => name !== 'combined');

/** Metrics of each target by part, at the best checkpoint. */
export const evaluationTable = ({ bestEpoch, validationField, validationMetric, parts: evaluated }: Document): string => {
  const byPart = Object.fromEntries(Object.entries(evaluated as Record<string, { metrics: Metrics }>).map(([part, { metrics }]) => [part, metrics])) as Parts;
  const some = byPart.test ?? byPart.validation ?? byPart.training;
  const rows = Object.entries(some ?? {}).flatMap(([feature, metrics]) => Object.keys(metrics).map((metric) => ({ feature, metric })));
  const valueIn = (part: (typeof parts)[number]) => column(part, ({ feature, metric }) => decimal(byPart[part]?.[String(feature)]?.[String(metric)]));
  const best = `best epoch ${String(bestEpoch)}, by ${String(validationMetric)} of ${String(validationField)} in validation\n`;
  return `${best}${textTable(rows, [column('target', 'feature'), column('metric'), ...usedColumns(rows, parts.map(valueIn))])}`;
};

/** A table for each target: epochs, with loss and the leading metrics in training and validation. */
export const learningCurvesTable = ({ points }: Document): string => {
  const epochs = points as readonly (Document & Readonly<{ metrics: Parts }>)[];
  const [first] = epochs;
  if (first === undefined) return 'no epoch has ended yet\n';
  // Every improvement was the best when it came; the last of them is the best of all.
  const bestEpoch = epochs.findLast(({ best }) => best === true)?.['epoch'];
  const tableOf = (feature: string): string => {
    const columns = curves.flatMap((metric) =>
      (['training', 'validation'] as const).map((part) =>
        column(`${part}\n${metric}`, ({ metrics }) => decimal((metrics as Parts)[part]?.[feature]?.[metric])),
      ),
    );
    const marked = column('best', ({ epoch }) => (epoch === bestEpoch ? '*' : ''));
    return `${feature}\n${textTable(epochs, [column('epoch'), ...usedColumns(epochs, [...columns, marked])])}`;
  };
  return outputsOf(first.metrics.training).map(tableOf).join('\n');
};

type Explained = Readonly<{
  metric: string;
  importances: readonly Document[];
  tokens: Readonly<Record<string, readonly Readonly<{ label: string; tokens: readonly { token: string }[] }>[]>>;
}>;
const mostTokens = 8;

/** Which inputs matter for each target, and which words speak for each answer. */
export const explanationsText = ({ outputs }: Document): string =>
  Object.entries(outputs as Record<string, Explained>)
    .map(([output, { metric, importances, tokens }]) => {
      const importance = textTable(importances, [column('input', 'feature'), column(`importance by ${metric}`, 'importance'), column('±', 'standardDeviation')]);
      const words = Object.entries(tokens).flatMap(([feature, labels]) =>
        labels.map(({ label, tokens: found }) => ({ feature, label, words: found.slice(0, mostTokens).map(({ token }) => token) })),
      );
      const spoken = words.length === 0 ? '' : textTable(words, [column('text', 'feature'), column('speaks for', 'label'), column('words')]);
      return `${output}\n${importance}${spoken}`;
    })
    .join('\n');

type Chart = Readonly<{ confusion_matrix?: Readonly<{ labels: readonly string[]; matrix: readonly (readonly number[])[] }> }> & Document;

/** The confusion matrix of each target; other charts are named, as they are data for a drawing. */
export const visualizationsText = ({ part, rows, outputs }: Document): string =>
  Object.entries(outputs as Record<string, Chart>)
    .map(([output, { confusion_matrix: confusion, ...charts }]) => {
      const { labels, matrix } = confusion ?? { labels: [], matrix: [] };
      const table = textTable(
        labels.map((label, index) => ({ label, counts: matrix[index] ?? [] })),
        [column('true \\ predicted', 'label'), ...labels.map((label, index) => column(label, ({ counts }) => (counts as readonly number[])[index]))],
      );
      const names = Object.entries(charts).filter(([, chart]) => Array.isArray(chart)).map(([name]) => name);
      const head = `${output}: ${String(rows)} rows of ${String(part)}\n`;
      return `${head}${confusion === undefined ? '' : table}with -o json also: ${names.join(', ')}\n`;
    })
    .join('\n');

export const logText = ({ lines }: Document): string =>
  (lines as readonly Document[]).map(({ at, attempt, line }) => `${time(at)} [attempt ${String(attempt)}] ${String(line)}\n`).join('') || 'nothing was said\n';
