import type { FastifyReply } from 'fastify';
import { sendProblem } from '../forwarding/send-problem.js';
import { upstreamProblem } from '../forwarding/upstream.problem.js';
import { jsonOf, type UpstreamClient } from '../upstream.client.js';
import { upstreamNames, type UpstreamName } from '../upstream.types.js';
import { mergedDocument, type OpenApiDocument } from './merged-document.js';

class Away extends Error {
  constructor(
    readonly upstream: UpstreamName,
    cause: unknown,
  ) {
    super(`service ${upstream} is away`, { cause });
  }
}

/** One document for all services; half of it would deny what the other half serves, so all of them must answer. */
export const openApiRoute = (client: UpstreamClient) => async (_request: unknown, reply: FastifyReply): Promise<object> => {
  const documentOf = async (upstream: UpstreamName): Promise<OpenApiDocument> => {
    try {
      return jsonOf<OpenApiDocument>(await client.ask(upstream, { path: '/openapi.json' }));
    } catch (error) {
      throw new Away(upstream, error);
    }
  };
  try {
    return mergedDocument(await Promise.all(upstreamNames.map(documentOf)));
  } catch (error) {
    if (error instanceof Away) return sendProblem(reply, upstreamProblem(error.upstream, 'GET', error.cause));
    throw error;
  }
};
