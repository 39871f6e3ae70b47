import { Readable } from 'node:stream';
import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { InvalidRequest, type FieldProblem } from '../service-kit.errors.js';
import { requestTransformer } from './request.transformer.js';

const longestEcho = 200;

/** What was sent, when it is short: an answer does not repeat a body. */
const echo = (value: unknown): { value?: unknown } => {
  if (typeof value === 'object' || value === undefined) return {};
  return typeof value === 'string' && value.length > longestEcho
    ? { value: `${value.slice(0, longestEcho)}…` }
    : { value };
};

const problemsOf = (errors: readonly ValidationError[], path = ''): readonly FieldProblem[] =>
  errors.flatMap(({ property, constraints = {}, children = [], value }) => {
    const field = path === '' ? property : `${path}.${property}`;
    const messages = Object.values(constraints);
    // What is absent breaks every rule, and there is one thing to be done about it.
    const told = value === undefined && messages.length > 1 ? [`${property} must be given`] : messages;
    const own = told.map((message) => ({ field, message, ...echo(value) }));
    return [...own, ...problemsOf(children, field)];
  });

/** class-transformer passes them over in silence; no DTO has one of them. */
const inheritedIn = (value: object): readonly FieldProblem[] =>
  Object.entries(value).flatMap(([key, given]) =>
    key in Object.prototype ? [{ field: key, message: `property ${key} should not exist`, ...echo(given) }] : [],
  );

class RequestValidation extends ValidationPipe {
  /** JSON null would count as an object without properties. */
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (value === null && metadata.type === 'body')
      throw new InvalidRequest([{ field: 'body', message: 'must be an object' }]);
    if (typeof value === 'object' && value !== null && this.toValidate(metadata)) {
      const inherited = inheritedIn(value);
      if (inherited.length > 0) throw new InvalidRequest(inherited);
    }
    return super.transform(value, metadata);
  }

  /** `constructor` and `prototype` may be columns, classes and labels; Fastify refuses what could become a prototype. */
  protected override stripProtoKeys(): void {}

  /** A stream is content and not a DTO: building an instance of its class would take its socket apart. */
  protected override toValidate(metadata: ArgumentMetadata): boolean {
    return metadata.metatype !== Readable && super.toValidate(metadata);
  }
}

/** class-validator at the edge: what a DTO does not name is refused, and every problem is named at once. */
export const requestValidation = (): ValidationPipe =>
  new RequestValidation({
    transform: true,
    transformerPackage: requestTransformer,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => new InvalidRequest(problemsOf(errors)),
  });
