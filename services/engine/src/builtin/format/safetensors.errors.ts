/** Bytes that are not a readable safetensors file, or a file that is not what was asked for. */
export class ModelFileCorrupt extends Error {
  override readonly name = 'ModelFileCorrupt';
  readonly code = 'model-file-corrupt';

  constructor(readonly reason: string) {
    super(`Not a readable model file: ${reason}`);
  }
}
