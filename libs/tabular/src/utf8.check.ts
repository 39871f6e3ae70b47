import { isUtf8 } from 'node:buffer';
import { InvalidTable } from './table.errors.js';

const pieceBytes = 65_536;
const lineFeed = 0x0a;

/**
 * Passes bytes on in pieces of at most 64 KiB, so that no chunk makes more rows at once than a reader can hold.
 * @throws InvalidTable at the first line that is not UTF-8
 */
export async function* validUtf8(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let carried: Uint8Array = new Uint8Array();
  let line = 1;
  for await (const piece of inPieces(content)) {
    const bytes = carried.length === 0 ? piece : Buffer.concat([carried, piece]);
    const end = bytes.length - unfinishedBytes(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw notUtf8(bytes, line);
    line += lineFeedsIn(whole);
    carried = Uint8Array.from(bytes.subarray(end));
    if (whole.length > 0) yield whole;
  }
  if (carried.length > 0) throw notUtf8(carried, line);
}

async function* inPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    for (let begin = 0; begin < chunk.length; begin += pieceBytes) yield chunk.subarray(begin, begin + pieceBytes);
  }
}

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

/** No character holds a line feed, so each line can be looked at by itself. */
const notUtf8 = (bytes: Uint8Array, firstLine: number): InvalidTable => {
  const [first, second] = bytes;
  const isUtf16 = firstLine === 1 && ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff));
  if (isUtf16) return new InvalidTable([{ line: 1, message: 'the table is UTF-16; UTF-8 was expected' }]);
  let line = firstLine;
  for (let begin = 0, end = 0; begin < bytes.length; begin = end + 1, line += 1) {
    end = bytes.indexOf(lineFeed, begin);
    if (end === -1 || !isUtf8(bytes.subarray(begin, end))) break;
  }
  return new InvalidTable([{ line, message: 'holds bytes that are not UTF-8' }]);
};
