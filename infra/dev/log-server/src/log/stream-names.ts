import { InvalidRequest } from './event-log.errors.js';

/** The store's names have fewer characters than the protocol's: the others become `~` and their UTF-8 bytes in hex. */
const others = /[^\w.:@-]/gu;
const beginsWell = /^[A-Za-z0-9$]/;
const strangeBegin = '$~~';
const mostCharacters = 255;

/** Name in the store; what begins alike begins alike there too. @throws InvalidRequest when it is too long */
export const storedStream = (name: string): string => {
  const escaped = storedPrefix(name);
  if (escaped.length > mostCharacters) throw new InvalidRequest(`the stream name is longer than this development server takes (${mostCharacters})`);
  return escaped;
};

export const storedPrefix = (prefix: string): string => {
  const escaped = (prefix.startsWith('$') ? '$' : '') + prefix.replace(/^\$/, '').replace(others, escape);
  return beginsWell.test(escaped) ? escaped : strangeBegin + escaped;
};

export const streamOf = (stored: string): string => {
  if (!stored.includes('~')) return stored;
  const escaped = stored.startsWith(strangeBegin) ? stored.slice(strangeBegin.length) : stored;
  return decodeURIComponent(escaped.replaceAll('~', '%'));
};

const escape = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `~${byte.toString(16).padStart(2, '0')}`).join('');

/** Stream of another one's metadata. */
export const metadataStreamOf = (stream: string): string => `$$${stream}`;

export const isMetadataStream = (stream: string): boolean => stream.startsWith('$$');

/** The stream itself, or the one whose metadata it holds. */
export const subjectOf = (stream: string): string => (isMetadataStream(stream) ? stream.slice(2) : stream);
