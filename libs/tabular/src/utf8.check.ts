import { isUtf8 } from 'node:buffer';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { InvalidTable } from './table.errors.js';

const pieceBytes = 65_536;
/** A line longer than this is passed on in parts. */
const longLineBytes = 8192;
const lineFeed = 0x0a;

/**
 * Passes bytes on in pieces of at most 64 KiB, so that no chunk makes more rows at once than a reader can hold. They end
 * where lines do, so that what is wrong with a table does not hang on the chunks in which it came.
 * @throws InvalidTable at the first line that is not UTF-8, once everything before it was passed on
 */
export async function* validUtf8(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let carried: Uint8Array = new Uint8Array();
  let line = 1;
  let begins = true;
  for await (const piece of inPieces(content)) {
    const bytes = carried.length === 0 ? piece : Buffer.concat([carried, piece]);
    const end = endOfLines(bytes);
    const whole = bytes.subarray(0, end);
    if (begins && isUtf16(bytes)) throw new InvalidTable([{ line: 1, message: 'the table is UTF-16; UTF-8 was expected' }]);
    if (!isUtf8(whole)) yield* linesBeforeFault(whole, line);
    line += lineFeedsIn(whole);
    carried = Uint8Array.from(bytes.subarray(end));
    if (whole.length === 0) continue;
    begins = false;
    yield whole;
  }
  if (!isUtf8(carried)) yield* linesBeforeFault(carried, line);
  if (carried.length > 0) yield carried;
}

async function* inPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    for (let begin = 0; begin < chunk.length; begin += pieceBytes) yield chunk.subarray(begin, begin + pieceBytes);
  }
}

/** After the last line feed, or after the last whole character of a line that is long. */
const endOfLines = (bytes: Uint8Array): number => {
  const end = bytes.lastIndexOf(lineFeed) + 1;
  return bytes.length - end < longLineBytes ? end : bytes.length - unfinishedBytes(bytes);
};

/** Bytes at the end that begin a character and wait for the rest of it. */
const unfinishedBytes = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    const continues = (byte & 0xc0) === 0x80;
    if (!continues) return lengthFrom(byte) > back ? back : 0;
  }
  return 0;
};

const lengthFrom = (lead: number): number => {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
};

const lineFeedsIn = (bytes: Uint8Array): number => {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
};

/** By the byte order mark, which only the first bytes of a table are. */
const isUtf16 = ([first, second]: Uint8Array): boolean => (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

/** No character holds a line feed, so each line can be looked at by itself. @throws InvalidTable always, with the line */
async function* linesBeforeFault(bytes: Uint8Array, firstLine: number): AsyncGenerator<Uint8Array, never> {
  let line = firstLine;
  let begin = 0;
  for (let end = bytes.indexOf(lineFeed); end !== -1 && isUtf8(bytes.subarray(begin, end)); end = bytes.indexOf(lineFeed, begin)) {
    begin = end + 1;
    line += 1;
  }
  if (begin > 0) yield bytes.subarray(0, begin);
  // The parser's own refusal of an earlier line comes first.
  await othersTurn();
  throw new InvalidTable([{ line, message: 'holds bytes that are not UTF-8' }]);
}
