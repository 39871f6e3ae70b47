import type { JsonSchema } from './schema.parts.js';

/** What a schema allows, in words that follow "must be". */
export const expectationOf = (schema: JsonSchema): string => {
  const { const: only, enum: values, anyOf } = schema as { const?: unknown; enum?: readonly unknown[]; anyOf?: readonly JsonSchema[] };
  if (only !== undefined) return JSON.stringify(only);
  if (values !== undefined) return values.length === 1 ? JSON.stringify(values[0]) : `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (anyOf !== undefined) return anyOf.map(expectationOf).join(' or ');
  const types = [schema['type']].flat();
  return types.map((type) => (type === 'null' ? 'null' : ofType(type, schema))).join(' or ');
};

const ofType = (type: unknown, schema: JsonSchema): string => {
  switch (type) {
    case 'integer':
      return `a whole number${rangeOf(schema)}`;
    case 'number':
      return `a number${rangeOf(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return textOf(schema);
    case 'array':
      return `a list of ${countOf(schema['minItems'], schema['maxItems'])} items`;
    default:
      return 'an object';
  }
};

const rangeOf = ({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string => {
  if (minimum !== undefined && maximum !== undefined) return ` from ${String(minimum)} to ${String(maximum)}`;
  const bounds = [
    minimum === undefined ? null : `of at least ${String(minimum)}`,
    exclusiveMinimum === undefined ? null : `above ${String(exclusiveMinimum)}`,
    maximum === undefined ? null : `of at most ${String(maximum)}`,
    exclusiveMaximum === undefined ? null : `below ${String(exclusiveMaximum)}`,
  ].filter((bound) => bound !== null);
  return bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`;
};

const textOf = ({ minLength = 0, maxLength, description }: JsonSchema): string =>
  typeof description === 'string' ? description : `text of ${countOf(minLength, maxLength)} characters`;

const countOf = (minimum: unknown, maximum: unknown): string => {
  if (minimum === maximum) return String(minimum);
  return maximum === undefined ? `at least ${String(minimum)}` : `${String(minimum ?? 0)} to ${String(maximum)}`;
};
