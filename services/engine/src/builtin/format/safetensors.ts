import { ModelFileCorrupt } from './safetensors.errors.js';

export type NamedTensor = Readonly<{ shape: readonly number[]; values: Float32Array }>;
export type SafetensorsFile = Readonly<{
  metadata: Readonly<Record<string, string>>;
  tensors: ReadonlyMap<string, NamedTensor>;
}>;

const MAX_HEADER_BYTES = 100_000_000; // the limit of the reference implementation
const METADATA = '__metadata__';

/** Writes 32-bit float tensors: 8-byte little-endian header length, JSON header padded to 8 bytes, then the values. */
export const writeSafetensors = ({ metadata, tensors }: SafetensorsFile): Uint8Array => {
  // No prototype, so that a tensor may even be called __proto__.
  const header: Record<string, unknown> = Object.assign(Object.create(null), { [METADATA]: metadata });
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    const begin = end;
    end += values.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = Buffer.alloc(8 + headerBytes + end, 0x20);
  file.writeBigUInt64LE(BigInt(headerBytes), 0);
  json.copy(file, 8);
  let offset = 8 + headerBytes;
  for (const { values } of tensors.values()) {
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).copy(file, offset);
    offset += values.byteLength;
  }
  return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
};

/** Reads a file of 32-bit float tensors; the values are copies. @throws ModelFileCorrupt */
export const readSafetensors = (content: Uint8Array): SafetensorsFile => {
  // `slice` of a Buffer would be a view into the whole file.
  const bytes = new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  const header = readHeader(bytes);
  const data = bytes.subarray(8 + header.byteLength);
  const tensors = new Map<string, NamedTensor>();
  const ranges: [number, number][] = [];
  for (const [name, entry] of Object.entries(header.json)) {
    if (name === METADATA) continue;
    const { shape, begin, end } = readEntry(name, entry, data.byteLength);
    ranges.push([begin, end]);
    tensors.set(name, { shape, values: new Float32Array(data.slice(begin, end).buffer) });
  }
  refuseGaps(ranges, data.byteLength);
  return { metadata: readMetadata(header.json[METADATA]), tensors };
};

type Header = Readonly<{ byteLength: number; json: Readonly<Record<string, unknown>> }>;

const readHeader = (bytes: Uint8Array): Header => {
  if (bytes.byteLength < 8) throw new ModelFileCorrupt('shorter than its length field');
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, bytes.byteLength - 8)))
    throw new ModelFileCorrupt('header longer than the file');
  const byteLength = Number(length);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + byteLength));
    return { byteLength, json: asRecord(JSON.parse(text)) };
  } catch (cause) {
    throw new ModelFileCorrupt(
      `header is not a JSON object (${cause instanceof Error ? cause.message : String(cause)})`,
    );
  }
};

const readEntry = (name: string, entry: unknown, dataBytes: number) => {
  const { dtype, shape, data_offsets: offsets } = asRecord(entry);
  if (dtype !== 'F32') throw new ModelFileCorrupt(`tensor ${name} has type ${String(dtype)}, only F32 is read`);
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    throw new ModelFileCorrupt(`tensor ${name} has no shape or offsets`);
  const [begin, end] = offsets as [number, number];
  const size = shape.reduce((product, side) => product * side, 4);
  if (end > dataBytes || end - begin !== size) throw new ModelFileCorrupt(`tensor ${name} does not fit its bytes`);
  return { shape, begin, end };
};

const refuseGaps = (ranges: [number, number][], dataBytes: number): void => {
  let end = 0;
  for (const range of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (range[0] !== end) throw new ModelFileCorrupt('tensors overlap or leave a gap');
    end = range[1];
  }
  if (end !== dataBytes) throw new ModelFileCorrupt('bytes after the last tensor');
};

const readMetadata = (value: unknown): Record<string, string> => {
  const metadata = asRecord(value ?? {});
  if (!Object.values(metadata).every((text) => typeof text === 'string'))
    throw new ModelFileCorrupt('metadata must be strings');
  return metadata as Record<string, string>;
};

const asRecord = (value: unknown): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ModelFileCorrupt('an object was expected');
  return value as Record<string, unknown>;
};

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
