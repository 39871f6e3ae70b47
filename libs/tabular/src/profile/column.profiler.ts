import { dateOf, numberOf, wordsIn } from './cell.notations.js';
import type { ColumnProfile, TextSummary } from './column.profile.js';
import { DistinctCounter } from './distinct.counter.js';
import { NumberSummarizer } from './number.summary.js';
import { Reservoir } from './reservoir.js';
import { inferType } from './type.inference.js';

const mostTopValues = 20;

/** Memory that one column may take. */
export type ColumnBudget = Readonly<{ distinctBytes: number; sampleSize: number }>;

/** A column in one pass with bounded memory. */
export class ColumnProfiler {
  private present = 0;
  private missing = 0;
  private allNumbers = true;
  private allDates = true;
  private earliest = { time: Infinity, cell: '' };
  private latest = { time: -Infinity, cell: '' };
  private lengths = 0;
  private longest = 0;
  private words = 0;
  private readonly values: DistinctCounter;
  private readonly numbers: NumberSummarizer;
  private readonly wordCounts: Reservoir;

  constructor(
    private readonly name: string,
    { distinctBytes, sampleSize }: ColumnBudget,
  ) {
    this.values = new DistinctCounter(distinctBytes);
    this.numbers = new NumberSummarizer(sampleSize);
    this.wordCounts = new Reservoir(sampleSize);
  }

  add(cell: string): void {
    if (cell === '') {
      this.missing += 1;
      return;
    }
    this.present += 1;
    this.values.add(cell);
    // A column is what all of its cells are: after one that is not, nothing more can come of it.
    if (this.allNumbers) this.addNumber(numberOf(cell));
    if (this.allDates) this.addDate(cell, dateOf(cell));
    this.addText(cell);
  }

  profile(): ColumnProfile {
    const { present, values, allNumbers, allDates } = this;
    const type = inferType({ present, values, allNumbers, allDates, meanWords: this.words / present });
    const ranked = type === 'category' || type === 'binary' ? values.ranked() : [];
    const [most, least] = [ranked[0]?.count, ranked.at(-1)?.count];
    return {
      name: this.name,
      type,
      missing: this.missing,
      distinct: values.distinct,
      distinctIsLowerBound: values.isLowerBound,
      constant: values.distinct <= 1,
      uniquePerRow: present > 1 && !values.isLowerBound && values.distinct === present,
      ...(present > 0 && allNumbers ? { number: this.numbers.summary() } : {}),
      ...(type === 'category' || type === 'binary' ? { topValues: ranked.slice(0, mostTopValues) } : {}),
      ...(most !== undefined && least !== undefined && !values.isLowerBound ? { balance: least / most } : {}),
      ...(type === 'text' ? { text: this.textSummary() } : {}),
      ...(type === 'date' ? { date: { earliest: this.earliest.cell, latest: this.latest.cell } } : {}),
    };
  }

  private addNumber(value: number | null): void {
    this.allNumbers = value !== null;
    if (value !== null) this.numbers.add(value);
  }

  private addDate(cell: string, time: number | null): void {
    this.allDates = time !== null;
    if (time === null) return;
    if (time < this.earliest.time) this.earliest = { time, cell };
    if (time > this.latest.time) this.latest = { time, cell };
  }

  private addText(cell: string): void {
    const words = wordsIn(cell);
    this.lengths += cell.length;
    this.longest = Math.max(this.longest, cell.length);
    this.words += words;
    this.wordCounts.add(words);
  }

  private textSummary(): TextSummary {
    const { longest, lengths, words, present } = this;
    return { longest, meanLength: lengths / present, meanWords: words / present, wordsP99: this.wordCounts.quantiles()(0.99) };
  }
}
