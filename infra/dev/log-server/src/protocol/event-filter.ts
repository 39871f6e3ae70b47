import { InvalidRequest } from '../log/event-log.errors.js';
import type { LoggedEvent } from '../log/logged-event.js';
import type { streams } from './messages.js';

type FilterOptions = streams.ReadReq.Options.FilterOptions;

/** `prefixes` narrow what is read at all; `passes` decides; a checkpoint comes every `checkpointInterval` events. */
export type EventFilter = Readonly<{ prefixes: readonly string[]; passes: (event: LoggedEvent) => boolean; checkpointInterval: number }>;

/** How many events KurrentDB looks at before it counts one towards the checkpoint interval. */
const defaultSearchWindow = 32;

/** @throws InvalidRequest */
export const eventFilterOf = (options: FilterOptions): EventFilter => {
  const [expression, property] = options.hasEventType()
    ? ([options.getEventType(), 'type'] as const)
    : ([options.getStreamIdentifier(), 'stream'] as const);
  if (expression === undefined) throw new InvalidRequest('a filter needs an expression');
  const window = options.hasMax() ? options.getMax() : defaultSearchWindow;
  const checkpointInterval = Math.max(1, options.getCheckpointintervalmultiplier()) * Math.max(1, window);
  const regex = expression.getRegex();
  const prefixes = expression.getPrefixList();
  const passes = regex === '' ? startsWithOneOf(property, prefixes) : matches(property, regex);
  return { prefixes: regex === '' && property === 'stream' ? prefixes : [], passes, checkpointInterval };
};

const startsWithOneOf =
  (property: 'type' | 'stream', prefixes: readonly string[]): EventFilter['passes'] =>
  (event) =>
    prefixes.length === 0 || prefixes.some((prefix) => event[property].startsWith(prefix));

const matches = (property: 'type' | 'stream', source: string): EventFilter['passes'] => {
  const regex = compiled(source);
  return (event) => regex.test(event[property]);
};

const compiled = (source: string): RegExp => {
  try {
    return new RegExp(source);
  } catch (cause) {
    throw new InvalidRequest(`'${source}' is not a regular expression`, { cause });
  }
};
