import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { InvalidRequest, type FieldProblem } from '../service-kit.errors.js';

const problemsOf = (errors: readonly ValidationError[], path = ''): readonly FieldProblem[] =>
  errors.flatMap(({ property, constraints = {}, children = [], value }) => {
    const field = path === '' ? property : `${path}.${property}`;
    const own = Object.values(constraints).map((message) => ({ field, message, ...(typeof value === 'object' ? {} : { value: value as unknown }) }));
    return [...own, ...problemsOf(children, field)];
  });

/** class-validator at the edge: what a DTO does not name is refused, and every problem is named at once. */
export const requestValidation = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => new InvalidRequest(problemsOf(errors)),
  });
