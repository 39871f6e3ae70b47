import { InvalidArgumentError, type Command } from 'commander';

export const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number');
  return value;
};

const collect = (value: string, former: string[] = []): string[] => [...former, value];

/** The options of every table. */
export const withPaging = (command: Command): Command =>
  command
    .option('--filter <field:op:value>', 'eq ne lt lte gt gte in contains; may be repeated', collect)
    .option('--sort <field>', 'ascending, or descending with a leading "-"')
    .option('--limit <n>', 'rows of one page', wholeNumber)
    .option('--cursor <cursor>', 'nextCursor of the page before');
