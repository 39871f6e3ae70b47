/** A JSON Schema 2020-12 (sub)schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const enumOf = (...values: readonly (string | null)[]): JsonSchema => ({ enum: values });
export const text: JsonSchema = { type: 'string', minLength: 1, maxLength: 500 };
export const flag: JsonSchema = { type: 'boolean' };
export const whole = (minimum: number, maximum: number): JsonSchema => ({ type: 'integer', minimum, maximum });
export const between = (minimum: number, maximum: number): JsonSchema => ({ type: 'number', minimum, maximum });
/** In [0, 1). */
export const dropout: JsonSchema = { type: 'number', minimum: 0, exclusiveMaximum: 1 };
export const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema['type'], 'null'] });

/** An object that has no other keys than these. */
export const record = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

/** One of several objects, told apart by their `type`. */
export const byType = (variants: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: Object.entries(variants).map(([type, schema]) => ({
    ...schema,
    properties: { type: { const: type }, ...(schema['properties'] as object) },
  })),
});
