import { describe, expect, it } from '@jest/globals';
import { Scrape } from './scrape.js';

const scrape = new Scrape(`# HELP a_seconds How long.
# TYPE a_seconds histogram
a_seconds_bucket{le="1",kind="x, y=\\"z\\""} 1
a_seconds_sum{kind="x"} 0.5
a_seconds_count{kind="x"} 1
# TYPE b gauge
b 3
# TYPE c_total counter
`);
const asked = (expr: string) => ({ where: 'here', expr });

describe('What programs answer to Prometheus', () => {
  it('has the series that it declares', () => {
    expect([...scrape.series]).toEqual(['a_seconds_bucket', 'a_seconds_sum', 'a_seconds_count', 'b', 'c_total']);
    expect(scrape.misspelt(asked('rate(a_seconds_count[1m]) / b + d_total + up'))).toEqual(['d_total']);
    expect(scrape.misspelt(asked('a_seconds'))).toEqual(['a_seconds']);
  });

  it('has the labels of the series that are there', () => {
    expect([...scrape.labels].sort()).toEqual(['kind', 'le']);
    expect(scrape.unknownLabels(asked('sum by (servce, job) (a_seconds_sum{kind="x", state="y"})'), ['state'])).toEqual(['servce']);
  });

  it('answers a query whose every series is there, with every label', () => {
    expect(scrape.unanswered(asked('sum by (kind, le) (rate(a_seconds_bucket{kind="x"}[5m])) > up'))).toEqual([]);
    expect(scrape.unanswered(asked('sum by (kind) (b)'))).toEqual(['b{kind}']);
    expect(scrape.unanswered(asked('b{kind="x"} / c_total'))).toEqual(['b{kind}', 'c_total']);
  });
});
