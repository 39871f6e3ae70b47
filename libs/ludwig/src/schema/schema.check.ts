import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { ConfigurationProblem } from '../configuration.errors.js';
import { configurationSchema } from './configuration.schema.js';
import { nearest } from './nearest.js';

const ajv = new Ajv2020({ allErrors: true, discriminator: true, verbose: true, allowUnionTypes: true });
const validate = ajv.compile(configurationSchema);
/** Follow from other problems that are named themselves. */
const noise = new Set(['oneOf', 'anyOf', 'if']);

/** Every way in which this is not a configuration, in words. */
export const schemaProblems = (raw: unknown): readonly ConfigurationProblem[] => {
  if (validate(raw)) return [];
  const problems = (validate.errors ?? []).filter(({ keyword }) => !noise.has(keyword)).map(problemOf);
  return [...new Map(problems.map((problem) => [problem.path + problem.message, problem])).values()];
};

const problemOf = (error: ErrorObject): ConfigurationProblem => {
  const { instancePath: path, keyword, params, data, parentSchema } = error;
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const allowed = Object.keys((parentSchema?.['properties'] as object | undefined) ?? {});
      return { path: `${path}/${key}`, message: `unknown key${suggestion(key, allowed)}; allowed are ${allowed.join(', ')}`, allowed };
    }
    case 'required':
      return { path: `${path}/${String(params['missingProperty'])}`, message: 'is missing' };
    case 'enum': {
      const allowed = params['allowedValues'] as readonly unknown[];
      return { path, value: data, message: `must be one of ${allowed.map(shown).join(', ')}${suggestion(data, allowed)}`, allowed };
    }
    case 'const':
      return { path, value: data, message: `must be ${shown(params['allowedValue'])}`, allowed: [params['allowedValue']] };
    case 'discriminator':
      return unsupportedType(error);
    default:
      return { path, value: data, message: error.message ?? keyword };
  }
};

const unsupportedType = ({ instancePath, params, parentSchema }: ErrorObject): ConfigurationProblem => {
  const variants = (parentSchema?.['oneOf'] ?? []) as readonly { properties: { type: { const: string } } }[];
  const allowed = variants.map(({ properties }) => properties.type.const);
  const value = params['tagValue'] as unknown;
  return { path: `${instancePath}/type`, value, message: `must be one of ${allowed.map(shown).join(', ')}${suggestion(value, allowed)}`, allowed };
};

const shown = (value: unknown): string => JSON.stringify(value);
const suggestion = (value: unknown, allowed: readonly unknown[]): string => {
  const near = typeof value === 'string' ? nearest(value, allowed.filter((item) => typeof item === 'string')) : null;
  return near === null ? '' : ` (did you mean ${near}?)`;
};
