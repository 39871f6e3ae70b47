import type { FastifyReply } from 'fastify';
import { problemType, type Problem } from '@daybook/service-kit';

/** A problem that is the gateway's own. */
export const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply => {
  if (problem.status === 503 || problem.status === 504) void reply.header('retry-after', '1');
  return reply.status(problem.status).header('content-type', problemType).send(problem);
};
