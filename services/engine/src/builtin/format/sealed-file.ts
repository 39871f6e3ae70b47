import { createHash } from 'node:crypto';
import { ModelFileCorrupt } from './safetensors.errors.js';
import { readSafetensors, writeSafetensors, type NamedTensor, type SafetensorsFile } from './safetensors.js';

/** A safetensors file that names its format and carries a checksum over all else, so that damage never goes unnoticed. */
export type SealedContent = Readonly<{
  format: string;
  metadata: Readonly<Record<string, string>>;
  tensors: ReadonlyMap<string, NamedTensor>;
}>;

export const writeSealedFile = ({ format, metadata, tensors }: SealedContent): Uint8Array => {
  const content = { metadata: { ...metadata, format }, tensors };
  return writeSafetensors({ tensors, metadata: { ...content.metadata, checksum: checksumOf(content) } });
};

/** @throws ModelFileCorrupt when the file is damaged or of another format */
export const readSealedFile = (bytes: Uint8Array, format: string): SafetensorsFile => {
  const { metadata, tensors } = readSafetensors(bytes);
  const { checksum, ...rest } = metadata;
  if (rest['format'] !== format) {
    throw new ModelFileCorrupt(`expected ${format}, found ${rest['format']?.slice(0, 40) ?? 'no format'}`);
  }
  if (checksum !== checksumOf({ metadata: rest, tensors })) throw new ModelFileCorrupt('its checksum does not match');
  return { metadata: rest, tensors };
};

const checksumOf = ({ metadata, tensors }: SafetensorsFile): string => {
  const hash = createHash('sha256');
  const sorted = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  hash.update(JSON.stringify([sorted, [...tensors].map(([name, { shape }]) => [name, shape])]));
  for (const { values } of tensors.values()) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
};
