import { Readable } from 'node:stream';
import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { InvalidRequest, type FieldProblem } from '../service-kit.errors.js';

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

class RequestValidation extends ValidationPipe {
  /** JSON null would count as an object without properties. */
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (value === null && metadata.type === 'body')
      throw new InvalidRequest([{ field: 'body', message: 'must be an object' }]);
    return super.transform(value, metadata);
  }

  /** A stream is content and not a DTO: building an instance of its class would take its socket apart. */
  protected override toValidate(metadata: ArgumentMetadata): boolean {
    return metadata.metatype !== Readable && super.toValidate(metadata);
  }
}

/** class-validator at the edge: what a DTO does not name is refused, and every problem is named at once. */
export const requestValidation = (): ValidationPipe =>
  new RequestValidation({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => new InvalidRequest(problemsOf(errors)),
  });
