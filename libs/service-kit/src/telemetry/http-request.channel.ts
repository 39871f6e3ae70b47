import { channel } from 'node:diagnostics_channel';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request that has come in. A tracer writes its own trace into the request's headers, from where commands take it. */
export type HttpRequestBegun = Readonly<{ request: FastifyRequest; reply: FastifyReply; route: string }>;

export const httpRequestChannel = channel('daybook:http-request');
