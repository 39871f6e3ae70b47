import { describe, expect, it } from '@jest/globals';
import { partsOf } from './promql.js';

const metricsOf = (query: string): readonly string[] => partsOf(query).selectors.map(({ metric }) => metric);

describe('what a PromQL query refers to', () => {
  it.each([
    ['up', ['up']],
    ['sum(up{job="daybook"})', ['up']],
    ['sum by (service, le) (rate(a_bucket{route!~".*events.*"}[5m]))', ['a_bucket']],
    ['sum(rate(a_total[5m])) by (service)', ['a_total']],
    ['histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m])))', ['a_bucket']],
    ['max(a) > 0 unless on () sum(b) > 0', ['a', 'b']],
    ['a / on (x) group_left (y) b offset 5m', ['a', 'b']],
    ['topk(3, a) or b{x="topk(c)"}', ['a', 'b']],
    ['increase(a[10m:1m]) - bool', ['a']],
  ])('%s', (query, metrics) => expect(metricsOf(query)).toEqual(metrics));

  it('knows the labels of matchers, groupings and joins', () => {
    const { selectors, groupings } = partsOf('sum by (service) (a{job="x", status=~"5..}"}) / on (region) b{zone!="by (q)"}');
    expect(selectors).toEqual([
      { metric: 'a', labels: ['job', 'status'] },
      { metric: 'b', labels: ['zone'] },
    ]);
    expect(groupings).toEqual(['service', 'region']);
  });
});
