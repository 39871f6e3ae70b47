import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { describeValidatedProperties } from './validated-properties.js';

const problemSchema = {
  type: 'object',
  description: 'RFC 9457. `code` is stable; further members depend on it.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', examples: ['urn:daybook:problem:invalid-request'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', examples: ['invalid-request'] },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' }, value: {} } },
    },
  },
  additionalProperties: true,
};

const problemAnswer = {
  description: 'What was refused, or failed, and why',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});
const commandHeaders = [
  header('Idempotency-Key', 'The same key with the same path is one command, however often it is sent'),
  header('Daybook-Actor', 'Who asks, percent-encoded; `anonymous` when absent'),
  header('Daybook-Reason', 'Why, percent-encoded; kept with the event'),
  header('Daybook-Correlation-Id', 'One id through everything that the command sets in motion'),
  header('If-Match', 'The ETag that the command is for: answered 412 when it is not the present one'),
];
const commandMethods = ['post', 'put', 'patch', 'delete'] as const;

type Operation = { responses: Record<string, unknown>; parameters?: unknown[] };

/** The OpenAPI 3.1 document of an application's routes; every operation may answer a problem. */
export const openApiDocument = (app: INestApplication, version = '0.1.0'): OpenAPIObject => {
  describeValidatedProperties();
  const builder = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle('Daybook').setVersion(version);
  builder.setDescription('Model repository service: every lifecycle transition of every model version in one log.');
  const document = SwaggerModule.createDocument(app, builder.build());
  const schemas = { ...document.components?.schemas, Problem: problemSchema };
  for (const path of Object.values(document.paths) as Record<string, Operation | undefined>[]) {
    for (const operation of Object.values(path))
      if (operation?.responses !== undefined) operation.responses['default'] = problemAnswer;
    for (const method of commandMethods) {
      const operation = path[method];
      if (operation !== undefined) operation.parameters = [...(operation.parameters ?? []), ...commandHeaders];
    }
  }
  return { ...document, components: { ...document.components, schemas } } as OpenAPIObject;
};
