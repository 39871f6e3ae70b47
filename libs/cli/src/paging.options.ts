import type { Command } from 'commander';
import { wholeNumber } from './arguments.js';

const collect = (value: string, former: string[] = []): string[] => [...former, value];

/** The options of every table. */
export const withPaging = (command: Command): Command =>
  command
    .option('--filter <field:op:value>', 'eq ne lt lte gt gte in contains; may be repeated', collect)
    .option('--sort <field>', 'ascending, or descending with a leading "-"')
    .option('--limit <n>', 'rows of one page', wholeNumber)
    .option('--cursor <cursor>', 'nextCursor of the page before');
