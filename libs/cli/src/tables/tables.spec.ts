import { describe, expect, it } from '@jest/globals';
import { deadLettersTable, eventLine, predictionsTable } from './operations.tables.js';
import { repositoriesTable } from './repositories.tables.js';
import { evaluationTable, explanationsText, learningCurvesTable, visualizationsText } from './results.tables.js';
import { comparisonTable, diffText, historyTable, lineageTree, versionsTable } from './versions.tables.js';

/** Cells of the rows, one line of text each. */
const cellsOf = (text: string): readonly (readonly string[])[] =>
  text.split('\n').filter((line) => line.startsWith('│')).map((line) => line.split('│').slice(1, -1).map((cell) => cell.trim()));

const at = '2026-03-01T10:00:05.000Z';
const metric = (value: number | null) => ({ feature: 'churn', name: 'accuracy', direction: 'maximize', value });
const version = {
  number: 1,
  description: 'first',
  dataset: { datasetId: 'd1', name: 'customers', rows: 10 },
  targets: ['churn', 'plan'],
  isDefault: false,
  engineId: null,
  metric: metric(null),
  durationMs: null,
  createdAt: at,
  status: 'queued',
  archived: false,
};

describe('The versions table', () => {
  it('has everything that tells versions apart', () => {
    const ready = { ...version, number: 2, isDefault: true, engineId: 'e1', metric: metric(0.91234), durationMs: 61_000, status: 'ready' };
    const [heads, further, ...rows] = cellsOf(versionsTable({ items: [ready, version], nextCursor: null, defaultMetric: metric(null) }));
    expect(heads).toEqual(['#', 'description', 'dataset / targets', 'default', 'engine', 'metric', 'duration', 'created (UTC)', 'status']);
    expect(further?.join('')).toBe('accuracy');
    expect(rows).toEqual([
      ['2', 'first', 'customers / churn, plan', 'default', 'e1', '0.9123', '1 min 01 s', '2026-03-01 10:00', 'ready'],
      ['1', 'first', 'customers / churn, plan', '', '', '', '', '2026-03-01 10:00', 'queued'],
    ]);
  });

  it('says of archived ones that they are', () => {
    const archived = { ...version, targets: ['churn'], status: 'ready', archived: true };
    expect(cellsOf(versionsTable({ items: [archived], nextCursor: null })).at(-1)?.at(-1)).toBe('ready, archived');
  });

  it('stays within the page whatever people write', () => {
    const text = versionsTable({ items: [{ ...version, description: 'word '.repeat(50), engineId: 'engine-of-the-second-floor' }], nextCursor: null });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(120);
  });
});

describe('The Models table', () => {
  it('names datasets, contributors and the latest version', () => {
    const repository = { name: 'churn', datasets: [{ datasetId: 'd1', name: 'customers' }], contributors: ['anna', 'ben'], latestVersion: 3, lastModifiedAt: at };
    const [, ...rows] = cellsOf(repositoriesTable({ items: [repository, { ...repository, name: 'new', datasets: [], latestVersion: null }], nextCursor: null }));
    expect(rows).toEqual([
      ['churn', 'customers', 'anna, ben', '#3', '2026-03-01 10:00'],
      ['new', '', 'anna, ben', '', '2026-03-01 10:00'],
    ]);
  });
});

describe('The dead letters table', () => {
  const message = { type: 'daybook.version.ready.v1', topic: 'versions', key: 'r1', position: 7 };
  const letter = { id: 'l1', consumer: 'deployment', message, reason: 'failed', attempts: 5, lastAt: at, failure: { message: 'not today' } };

  it('says where Kafka has what could not be read', () => {
    const malformed = { ...letter, message: { ...message, type: 'malformed', key: '', position: null, record: { partition: 3, offset: '17' } }, reason: 'malformed' };
    const [heads, ...rows] = cellsOf(deadLettersTable({ items: [letter, malformed], nextCursor: null }));
    const place = heads?.indexOf('record') ?? -1;
    expect(rows.map((cells) => cells[place]).filter((cell) => cell !== '').join('')).toBe('versions/3 at 17');
    expect(cellsOf(deadLettersTable({ items: [letter], nextCursor: null }))[0]).not.toContain('record');
  });

  it('names the services that gave no list', () => {
    const unavailable = [{ service: 'audit', reason: 'no answer' }];
    expect(deadLettersTable({ items: [], unavailable, nextCursor: null })).toBe('none\nwithout audit: no answer\n');
  });
});

describe('Relations between versions, as text', () => {
  it('are a tree that shows repetitions', () => {
    const node = (number: number, description: string, retrainedFrom: number | null = null) => ({ number, status: 'ready', description, retrainedFrom, metric: metric(0.9) });
    const nodes = [node(1, 'first'), node(2, 'faster'), node(3, 'faster', 2), node(4, 'longer'), node(5, '')];
    const edge = (from: number, to: number, kind = 'parent') => ({ from, to, kind });
    const edges = [edge(1, 2), edge(1, 3), edge(2, 3, 'retrain'), edge(2, 4)];
    expect(lineageTree({ nodes, edges }).split('\n')).toEqual([
      '#1  ready  accuracy 0.9000  first',
      '├─ #2  ready  accuracy 0.9000  faster',
      '│  └─ #4  ready  accuracy 0.9000  longer',
      '└─ #3  ready  accuracy 0.9000  repeats #2  faster',
      '#5  ready  accuracy 0.9000',
      '',
    ]);
  });

  it('are what has changed, with who is better', () => {
    const dataset = { from: { name: 'customers' }, to: { name: 'orders' }, changed: true };
    const change = { kind: 'changed', path: 'trainer.epochs', from: 5, to: 7 };
    const better = { feature: 'churn', metric: 'accuracy', from: 0.5, to: 0.75, change: 0.25, verdict: 'better' };
    const text = diffText({ from: 1, to: 2, dataset, configuration: [change], metrics: [better] });
    expect(text).toMatch(/^dataset: customers → orders\n/);
    expect(cellsOf(text)).toContainEqual(['changed', 'trainer.epochs', '5', '7']);
    expect(cellsOf(text)).toContainEqual(['churn', 'accuracy', '0.5000', '0.7500', '+0.2500', 'better']);
    const same = diffText({ from: 1, to: 2, dataset: { ...dataset, changed: false }, configuration: [], metrics: [] });
    expect(same).toBe('dataset: orders, the same\nconfiguration: the same\nmetrics: none yet\n');
    const compared = comparisonTable({ items: [{ number: 1 }, { number: 4 }], metrics: [{ feature: 'churn', metric: 'accuracy', values: [0.5, 0.75], best: [1] }] });
    expect(cellsOf(compared)).toEqual([['target', 'metric', '#1', '#4'], ['churn', 'accuracy', '0.5000', '0.7500 *']]);
  });

  it('are who did what, when and why', () => {
    const entry = { position: 11, type: 'VersionCanceled', status: 'canceled', at, actor: 'anna', reason: 'wrong data' };
    expect(cellsOf(historyTable({ entries: [entry] }))[1]).toEqual(['2026-03-01 10:00:05', 'VersionCanceled', 'canceled', 'anna', 'wrong data', '11']);
    const { status: _status, ...ofDeployment } = entry;
    expect(cellsOf(historyTable({ entries: [ofDeployment] }))[0]).not.toContain('status after');
  });
});

describe('Results, as text', () => {
  const values = { churn: { loss: 0.3, accuracy: 0.9 }, combined: { loss: 0.3 } };

  it('are metrics by part', () => {
    const report = { bestEpoch: 3, validationField: 'churn', validationMetric: 'loss', parts: { training: { metrics: values }, test: { metrics: values } } };
    const cells = cellsOf(evaluationTable(report));
    expect(cells[0]).toEqual(['target', 'metric', 'training', 'test']);
    expect(cells).toContainEqual(['churn', 'accuracy', '0.9000', '0.9000']);
  });

  it('are curves by epoch', () => {
    const point = { epoch: 1, metrics: { training: values, validation: values }, best: true };
    const cells = cellsOf(learningCurvesTable({ points: [point] }));
    expect(cells.at(-1)).toEqual(['1', '0.3000', '0.3000', '0.9000', '0.9000', '*']);
    const points = [true, true, false].map((best, index) => ({ ...point, epoch: index + 1, best }));
    expect(cellsOf(learningCurvesTable({ points })).slice(2).map((row) => row.at(-1))).toEqual(['', '*', '']);
    expect(learningCurvesTable({ points: [] })).toBe('no epoch has ended yet\n');
  });

  it('are what matters, and which words speak for what', () => {
    const tokens = { question: [{ label: 'yes', tokens: [{ token: 'sure' }, { token: 'of course' }] }] };
    const importances = [{ feature: 'age', importance: 0.2, standardDeviation: 0.01 }];
    const text = explanationsText({ outputs: { churn: { metric: 'accuracy', importances, tokens } } });
    expect(cellsOf(text)).toContainEqual(['age', '0.2000', '0.0100']);
    expect(cellsOf(text)).toContainEqual(['question', 'yes', 'sure, of course']);
  });

  it('are right and wrong answers, predictions, and facts in a line', () => {
    const confusion_matrix = { labels: ['no', 'yes'], matrix: [[8, 1], [2, 9]] };
    const text = visualizationsText({ part: 'test', rows: 20, outputs: { churn: { type: 'binary', confusion_matrix, roc_curve: [] } } });
    expect(cellsOf(text)).toEqual([['true \\ predicted', 'no', 'yes'], ['no', '8', '1'], ['yes', '2', '9']]);
    expect(text).toContain('roc_curve');
    expect(cellsOf(predictionsTable({ predictions: [{ churn: { prediction: true, probability: 0.75 }, price: { prediction: 7 } }] }))[1]).toEqual(['true (0.7500)', '7']);
    const fact = { position: 7, time: at, type: 'daybook.version.ready.v1', subject: 'version-r1-1', actor: 'engine:e1', reason: 'asked' };
    expect(eventLine(fact)).toBe('      7  2026-03-01 10:00:05  daybook.version.ready.v1  version-r1-1  engine:e1 (asked)\n');
  });
});
