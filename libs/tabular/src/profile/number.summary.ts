import type { NumberSummary } from './column.profile.js';
import { Reservoir } from './reservoir.js';

/** Moments of a stream of numbers. */
export class NumberSummarizer {
  private count = 0;
  private mean = 0;
  private squares = 0;
  private cubes = 0;
  private min = Infinity;
  private max = -Infinity;
  private readonly sample: Reservoir;

  constructor(sampleSize: number) {
    this.sample = new Reservoir(sampleSize);
  }

  /** Updates central moments as Welford and Terriberry do: stable for long columns of large values. */
  add(value: number): void {
    const former = this.count;
    this.count += 1;
    const delta = value - this.mean;
    const step = delta / this.count;
    const term = delta * step * former;
    this.mean += step;
    this.cubes += term * step * (this.count - 2) - 3 * step * this.squares;
    this.squares += term;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.sample.add(value);
  }

  summary(): NumberSummary {
    const at = this.sample.quantiles();
    return {
      min: this.min,
      max: this.max,
      mean: orNull(this.mean),
      standardDeviation: this.count > 1 ? orNull(Math.sqrt(this.squares / (this.count - 1))) : 0,
      skewness: this.squares === 0 ? 0 : orNull((Math.sqrt(this.count) * this.cubes) / this.squares ** 1.5),
      quantiles: { p01: at(0.01), p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), p99: at(0.99) },
      quantilesAreSampled: this.sample.isPartial,
    };
  }
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
