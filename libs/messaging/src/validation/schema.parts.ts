/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** All properties are required, others are allowed. */
export const object = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

/** An object of any keys. */
export const values = (schema: Schema): Schema => ({ type: 'object', additionalProperties: schema });

export const integer = (minimum: number): Schema => ({ type: 'integer', minimum, maximum: Number.MAX_SAFE_INTEGER });
export const id: Schema = { type: 'string', minLength: 1, maxLength: 512 };
export const text: Schema = { type: 'string', maxLength: 65_536 };
export const at: Schema = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z$' };
export const artifact: Schema = object({ sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' }, sizeBytes: integer(0) });
