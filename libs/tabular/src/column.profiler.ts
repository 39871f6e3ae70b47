import type { ColumnProfile, InferredType, NumberSummary } from './column.profile.js';
import { Reservoir } from './reservoir.js';

const mostDistinct = 50_000;
const mostTopValues = 20;
const booleans = new Set(['true', 'false', 'yes', 'no', 't', 'f', 'y', 'n', '0', '1', 'on', 'off']);
const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const isoLike = /^\d{4}[-/]\d{1,2}([-/]\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?)?)?$/;
const slashed = /^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}( \d{1,2}:\d{2}(:\d{2})?)?$/;

/** A column in one pass with bounded memory. */
export class ColumnProfiler {
  private rows = 0;
  private missing = 0;
  private readonly counts = new Map<string, number>();
  private overflow = false;
  private numbers = 0;
  private dates = 0;
  private mean = 0;
  private squares = 0;
  private min = Infinity;
  private max = -Infinity;
  private lengths = 0;
  private longest = 0;
  private words = 0;
  private earliest = '';
  private latest = '';
  private readonly sample = new Reservoir(10_000);

  constructor(private readonly name: string) {}

  add(cell: string): void {
    this.rows += 1;
    if (cell === '') {
      this.missing += 1;
      return;
    }
    this.count(cell);
    if (number.test(cell.trim())) this.addNumber(Number(cell));
    if (isoLike.test(cell) || slashed.test(cell)) this.addDate(cell);
    this.lengths += cell.length;
    this.longest = Math.max(this.longest, cell.length);
    this.words += cell.trim().split(/\s+/).length;
  }

  profile(): ColumnProfile {
    const present = this.rows - this.missing;
    const type = this.infer(present);
    const distinct = this.counts.size;
    const top = [...this.counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, mostTopValues);
    return {
      name: this.name,
      type,
      missing: this.missing,
      distinct,
      distinctIsLowerBound: this.overflow,
      constant: distinct <= 1,
      uniquePerRow: present > 1 && !this.overflow && distinct === present,
      ...(type === 'number' || (type === 'binary' && this.numbers === present) ? { number: this.summary() } : {}),
      ...(type === 'category' || type === 'binary' ? { topValues: top.map(([value, count]) => ({ value, count })) } : {}),
      ...(type === 'text' ? { text: { longest: this.longest, meanLength: this.lengths / present, meanWords: this.words / present } } : {}),
      ...(type === 'date' ? { date: { earliest: this.earliest, latest: this.latest } } : {}),
    };
  }

  private infer(present: number): InferredType {
    if (present === 0) return 'category';
    const values = [...this.counts.keys()].map((value) => value.toLowerCase());
    if (values.length === 2 && values.every((value) => booleans.has(value))) return 'binary';
    if (this.numbers === present) return 'number';
    if (this.dates === present) return 'date';
    const repeated = !this.overflow && this.counts.size <= Math.max(20, present * 0.5);
    return repeated && this.words / present < 8 ? 'category' : 'text';
  }

  private count(cell: string): void {
    const known = this.counts.get(cell);
    if (known === undefined && this.counts.size >= mostDistinct) this.overflow = true;
    else this.counts.set(cell, (known ?? 0) + 1);
  }

  private addNumber(value: number): void {
    this.numbers += 1;
    // Welford: stable for long columns of large values.
    const before = value - this.mean;
    this.mean += before / this.numbers;
    this.squares += before * (value - this.mean);
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.sample.add(value);
  }

  private addDate(cell: string): void {
    this.dates += 1;
    if (this.earliest === '' || cell < this.earliest) this.earliest = cell;
    if (cell > this.latest) this.latest = cell;
  }

  private summary(): NumberSummary {
    const sorted = this.sample.values().sort((a, b) => a - b);
    const at = (fraction: number): number => sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? Number.NaN;
    const quantiles = { p01: at(0.01), p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), p99: at(0.99) };
    const standardDeviation = this.numbers > 1 ? Math.sqrt(this.squares / (this.numbers - 1)) : 0;
    return { min: this.min, max: this.max, mean: this.mean, standardDeviation, quantiles };
  }
}
