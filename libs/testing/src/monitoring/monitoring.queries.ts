import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { MonitoringQuery } from './scrape.js';

type Panel = Readonly<{ title: string; targets?: readonly { expr: string }[] }>;
type Rules = Readonly<{ groups: readonly { rules: readonly { alert: string; expr: string }[] }[] }>;

const textOf = (path: string): string => readFileSync(new URL(`../../../../infra/helm/daybook/monitoring/${path}`, import.meta.url), 'utf8');

/** What the dashboard and the alerts of this repository ask of Prometheus. */
export const monitoringQueries = (): Readonly<{ panels: readonly MonitoringQuery[]; alerts: readonly MonitoringQuery[] }> => {
  const { panels } = JSON.parse(textOf('dashboard.json')) as { panels: readonly Panel[] };
  const { groups } = parse(textOf('alerts.yml'), { merge: true }) as Rules;
  return {
    panels: panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: title, expr }))),
    alerts: groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ where: alert, expr }))),
  };
};
