import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

type Target = abstract new (...args: never[]) => unknown;
type Rule = Readonly<{
  name?: string;
  type: string;
  target: unknown;
  propertyName: string;
  each: boolean;
  constraints?: readonly unknown[];
}>;
type Schema = Record<string, unknown>;

const schemaOf: Readonly<Record<string, (constraint: unknown) => Schema>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object', additionalProperties: true }),
  isArray: () => ({ type: 'array' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isIn: (values) => ({ type: 'string', enum: values }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isIso8601: () => ({ type: 'string', format: 'date-time' }),
  min: (least) => ({ minimum: least }),
  max: (most) => ({ maximum: most }),
  minLength: (least) => ({ minLength: least }),
  maxLength: (most) => ({ maxLength: most }),
  isLength: (least) => ({ minLength: least }),
  matches: (pattern) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  arrayMinSize: (least) => ({ minItems: least }),
  arrayMaxSize: (most) => ({ maxItems: most }),
};
const ofTheArray = new Set(['isArray', 'arrayMinSize', 'arrayMaxSize']);

/** Tells OpenAPI of every DTO property what class-validator checks, so that the document cannot differ from the check. */
export const describeValidatedProperties = (): void => {
  for (const [target, rules] of validatedTargets()) {
    for (const property of new Set(rules.map(({ propertyName }) => propertyName))) {
      const own = rules.filter(({ propertyName }) => propertyName === property);
      ApiProperty(optionsFor(own))(target.prototype as object, property);
    }
  }
};

const validatedTargets = (): readonly (readonly [Target, readonly Rule[]])[] => {
  const storage = getMetadataStorage() as unknown as { validationMetadatas: ReadonlyMap<Target, readonly Rule[]> };
  return [...storage.validationMetadatas].filter(([target]) => typeof target === 'function');
};

const optionsFor = (rules: readonly Rule[]): ApiPropertyOptions => {
  const required = !rules.some(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
  const whole: Schema = {};
  const items: Schema = {};
  for (const { name = '', each, constraints = [] } of rules) {
    const part = schemaOf[name]?.(constraints[0]) ?? {};
    Object.assign(each && !ofTheArray.has(name) ? items : whole, part);
  }
  if (Object.keys(items).length > 0) return { required, type: 'array', ...whole, items } as ApiPropertyOptions;
  return { required, type: 'string', ...whole } as ApiPropertyOptions;
};
