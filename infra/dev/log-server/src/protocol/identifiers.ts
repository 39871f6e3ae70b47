import { InvalidRequest } from '../log/event-log.errors.js';
import { shared } from './messages.js';

const uuidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** @throws InvalidRequest when there is none or it is not UTF-8 */
export const streamNameOf = (identifier: shared.StreamIdentifier | undefined): string => {
  const bytes = identifier?.getStreamName_asU8() ?? new Uint8Array();
  if (bytes.length === 0) throw new InvalidRequest('a stream name is required');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidRequest('the stream name is not UTF-8', { cause });
  }
};

export const streamIdentifierOf = (name: string): shared.StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(name));

/** The UUID in lower case; clients send it as text or as two signed halves. @throws InvalidRequest */
export const uuidOf = (uuid: shared.UUID | undefined): string => {
  const structured = uuid?.getStructured();
  const text = structured === undefined ? (uuid?.getString() ?? '').toLowerCase() : textOf(structured);
  if (!uuidPattern.test(text)) throw new InvalidRequest(`'${text.slice(0, 50)}' is not a UUID`);
  return text;
};

export const uuidMessage = (text: string, structured: boolean): shared.UUID => {
  if (!structured) return new shared.UUID().setString(text);
  const hex = text.replaceAll('-', '');
  const half = (part: string): string => BigInt.asIntN(64, BigInt(`0x${part}`)).toString();
  return new shared.UUID().setStructured(
    new shared.UUID.Structured().setMostSignificantBits(half(hex.slice(0, 16))).setLeastSignificantBits(half(hex.slice(16))),
  );
};

const textOf = (uuid: shared.UUID.Structured): string => {
  const half = (value: string): string => BigInt.asUintN(64, BigInt(value)).toString(16).padStart(16, '0');
  const hex = half(uuid.getMostSignificantBits()) + half(uuid.getLeastSignificantBits());
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};
