import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { answerHeaders, requestHeaders } from '../forwarding/forwarded-headers.js';
import { sendProblem } from '../forwarding/send-problem.js';
import type { UpstreamAgent } from '../forwarding/upstream.agent.js';
import type { Answer, Question, UpstreamClient } from '../upstream.client.js';
import { askFirstThatHasIt } from './first-that-has-it.js';
import { problemOfAll, unavailable } from './list-answer.js';
import { mergedList, type MergedList } from './merged-lists.js';
import { walkPages, walkProblem } from './page-walk.js';

const root = '/v1/operations';
const bodyLimitBytes = 1024 * 1024;

/** Every service has views, consumers and dead letters of its own: one answer for all of them. */
export const operationsRoutes =
  (client: UpstreamClient, agent: UpstreamAgent): FastifyPluginCallback =>
  (fastify, _options, done) => {
    takeBodiesAsTheyAre(fastify);
    fastify.addHook('preHandler', (_request, reply, next) => agent.onBehalfOf(reply.raw, next));
    for (const list of ['projections', 'consumers']) {
      fastify.get(`${root}/${list}`, async (request, reply) => sendList(reply, await mergedList(client, questionOf(request))));
    }
    fastify.get(`${root}/dead-letters`, async (request, reply) => {
      const { searchParams, pathname } = new URL(request.url, 'http://gateway.invalid');
      const problem = walkProblem(searchParams);
      if (problem !== null) return sendProblem(reply, problem);
      return sendList(reply, await walkPages(client, { ...questionOf(request), path: pathname }, searchParams));
    });
    fastify.all(`${root}/*`, async (request, reply) => {
      const finding = await askFirstThatHasIt(client, questionOf(request));
      return 'answer' in finding ? sendAnswer(reply, finding.answer) : sendProblem(reply, finding.problem);
    });
    done();
  };

const takeBodiesAsTheyAre = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  const limits = { parseAs: 'buffer', bodyLimit: bodyLimitBytes } as const;
  fastify.addContentTypeParser('*', limits, (_request, body, parsed) => parsed(null, body));
};

const questionOf = (request: FastifyRequest): Question => ({
  method: request.method as Dispatcher.HttpMethod,
  path: request.url,
  headers: requestHeaders(request.headers, request),
  ...(Buffer.isBuffer(request.body) ? { body: request.body } : {}),
});

const sendAnswer = (reply: FastifyReply, { status, headers, body }: Answer): FastifyReply =>
  reply.status(status).headers(answerHeaders(headers)).send(body);

const sendList = (reply: FastifyReply, { failures, asked, ...list }: MergedList): FastifyReply => {
  const answer = { ...list, unavailable: failures.map(unavailable) };
  const problem = problemOfAll(failures, asked);
  return problem === null ? reply.send(answer) : sendProblem(reply, { ...problem, ...answer });
};
