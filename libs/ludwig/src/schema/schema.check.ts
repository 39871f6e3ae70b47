import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { ConfigurationProblem } from '../configuration.errors.js';
import { configurationSchema } from './configuration.schema.js';
import { expectationOf } from './expectation.js';
import { pointerStep } from './json-pointer.js';
import { nearest } from './nearest.js';
import type { JsonSchema } from './schema.parts.js';

const ajv = new Ajv2020({ allErrors: true, discriminator: true, verbose: true, allowUnionTypes: true });
const validate = ajv.compile(configurationSchema);

const mostProblems = 100;

/** Every way in which this is not a configuration, one problem a path, at most 100. */
export const schemaProblems = (raw: unknown): readonly ConfigurationProblem[] => {
  if (validate(raw)) return [];
  const byPath = new Map<string, ConfigurationProblem>();
  for (const error of (validate.errors ?? []).filter((each) => !follows(each))) {
    if (byPath.size >= mostProblems) break;
    const problem = problemOf(error);
    if (!byPath.has(problem.path) || error.keyword === 'discriminator') byPath.set(problem.path, problem);
  }
  return [...byPath.values()];
};

/** Errors of alternatives say nothing that the choice between them does not. */
const follows = ({ keyword, schemaPath }: ErrorObject): boolean => keyword === 'oneOf' || schemaPath.includes('/anyOf/');

const problemOf = (error: ErrorObject): ConfigurationProblem => {
  const { instancePath: path, keyword, params, data } = error;
  const schema = (error.parentSchema ?? {}) as JsonSchema;
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(path, String(params['additionalProperty']), Object.keys(propertiesOf(schema)));
    case 'required': {
      const key = String(params['missingProperty']);
      const expected = propertiesOf(schema)[key];
      const must = expected === undefined ? '' : `; must be ${expectationOf(expected)}`;
      return { path: path + pointerStep(key), message: `is missing${must}` };
    }
    case 'discriminator':
      return unsupportedType(error);
    default:
      return unsuited(path, data, schema);
  }
};

const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;

const unknownKey = (path: string, key: string, allowed: readonly string[]): ConfigurationProblem => ({
  path: path + pointerStep(key),
  message: `unknown key${suggestion(key, allowed)}; allowed are ${allowed.join(', ')}`,
  allowed,
});

const unsuited = (path: string, value: unknown, schema: JsonSchema): ConfigurationProblem => {
  const allowed = 'const' in schema ? [schema['const']] : (schema['enum'] as readonly unknown[] | undefined);
  const problem = { path, value, message: `must be ${expectationOf(schema)}${suggestion(value, allowed ?? [])}` };
  return allowed === undefined ? problem : { ...problem, allowed };
};

const unsupportedType = ({ instancePath, params, parentSchema }: ErrorObject): ConfigurationProblem => {
  const variants = (parentSchema?.['oneOf'] ?? []) as readonly { properties: { type: { const: string } } }[];
  const allowed = variants.map(({ properties }) => properties.type.const);
  const value = params['tagValue'] as unknown;
  const path = `${instancePath}/type`;
  const message = `must be ${expectationOf({ enum: allowed })}${suggestion(value, allowed)}`;
  return value === undefined ? { path, message: `is missing; ${message}`, allowed } : { path, value, message, allowed };
};

const suggestion = (value: unknown, allowed: readonly unknown[]): string => {
  const words = allowed.filter((item) => typeof item === 'string');
  const near = typeof value === 'string' ? nearest(value, words) : null;
  return near === null ? '' : ` (did you mean ${near}?)`;
};
