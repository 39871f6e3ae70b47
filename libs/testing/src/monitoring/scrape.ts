import { partsOf } from './promql.js';

/** A query of a dashboard or an alert, and where it stands. */
export type MonitoringQuery = Readonly<{ where: string; expr: string }>;

/** Prometheus makes these itself. */
const ofPrometheus = ['up'];
const ofScrape = ['job', 'instance', 'service', 'le'];

/** What programs answer to Prometheus: the series that they declare, and the labels of those that are there by now. */
export class Scrape {
  readonly series: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
  private readonly labelsBySeries = new Map<string, Set<string>>();

  /** The texts of one program or of several. */
  constructor(text: string) {
    const declared = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
    this.series = new Set(declared.flatMap(({ name, type }) => (type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => name + part) : [name])));
    for (const [, name = '', written = ''] of text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/gm)) {
      const labels = this.labelsBySeries.get(name) ?? new Set<string>();
      for (const [, label = ''] of written.matchAll(/(?:^|,)([a-zA-Z_]\w*)="/g)) labels.add(label);
      this.labelsBySeries.set(name, labels);
    }
    this.labels = new Set([...this.labelsBySeries.values()].flatMap((labels) => [...labels]));
  }

  static async of(urls: readonly string[]): Promise<Scrape> {
    const texts = await Promise.all(urls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
    return new Scrape(texts.join('\n'));
  }

  /** Metrics that a query names and nobody has. */
  misspelt({ expr }: MonitoringQuery): readonly string[] {
    return metricsOf(expr).filter((metric) => !this.series.has(metric));
  }

  /** Labels that a query asks for and no series has; those `besides` may come later. */
  unknownLabels({ expr }: MonitoringQuery, besides: readonly string[] = []): readonly string[] {
    const { selectors, groupings } = partsOf(expr);
    return [...groupings, ...selectors.flatMap(({ labels }) => labels)].filter((label) => ![...this.labels, ...ofScrape, ...besides].includes(label));
  }

  /** What a query names or asks of a metric that has no such series, or none with such a label, as `metric{label}`. */
  unanswered({ expr }: MonitoringQuery): readonly string[] {
    const { selectors, groupings } = partsOf(expr);
    return selectors
      .filter(({ metric }) => !ofPrometheus.includes(metric))
      .flatMap(({ metric, labels }) => {
        const there = this.labelsBySeries.get(metric);
        if (there === undefined) return [metric];
        const grouped = selectors.length === 1 ? groupings : [];
        return [...labels, ...grouped].filter((label) => !there.has(label) && !ofScrape.includes(label)).map((label) => `${metric}{${label}}`);
      });
  }
}

const metricsOf = (expr: string): readonly string[] => partsOf(expr).selectors.map(({ metric }) => metric).filter((metric) => !ofPrometheus.includes(metric));
