/** A question about the versions table; `depth` is how many rows the pages before it hold, as a fraction of all. */
export type TableQuestion = Readonly<{ name: string; query: Readonly<{ sort?: string; filter?: string }>; depth: number }>;

export const tableQuestions: readonly TableQuestion[] = [
  { name: 'newest first', query: {}, depth: 0 },
  { name: 'newest first, from the middle on', query: {}, depth: 0.5 },
  { name: 'by metric', query: { sort: '-metric.value' }, depth: 0 },
  { name: 'by metric, from the middle on', query: { sort: '-metric.value' }, depth: 0.5 },
  { name: 'by metric, at the end (no metric)', query: { sort: '-metric.value' }, depth: 0.99 },
  { name: 'by metric, above 0.9 (1 in 10)', query: { sort: '-metric.value', filter: 'metric.value:gt:0.9' }, depth: 0 },
  { name: 'of one target (1 in 1000)', query: { filter: 'targets:eq:revenue' }, depth: 0 },
  { name: 'failed ones (1 in 50)', query: { filter: 'status:eq:failed' }, depth: 0 },
  { name: 'starred ones (1 in 1000), by duration', query: { filter: 'starred:eq:true', sort: 'durationMs' }, depth: 0 },
  { name: 'description contains (most)', query: { filter: 'description:contains:Learning' }, depth: 0 },
  { name: 'description contains (1 in 1000)', query: { filter: 'description:contains:Champion' }, depth: 0 },
];
