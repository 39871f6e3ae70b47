import type { Readable } from 'node:stream';
import type grpc from '@grpc/grpc-js';
import { failureOf } from '../protocol/call-status.js';

type Unary<Req, Res> = (request: Req) => Promise<Res>;

/** Handlers answer with promises; whatever they throw becomes a status and never ends the process. */
export const unary =
  <Req, Res>(answer: Unary<Req, Res>): grpc.handleUnaryCall<Req, Res> =>
  (call, callback) => {
    answer(call.request).then((response) => callback(null, response), (error: unknown) => callback(failureOf(error)));
  };

export const clientStream =
  <Req, Res>(answer: (call: AsyncIterable<Req>) => Promise<Res>): grpc.handleClientStreamingCall<Req, Res> =>
  (call, callback) => {
    answer(requestsOf(call)).then((response) => callback(null, response), (error: unknown) => callback(failureOf(error)));
  };

/** The handler ends the call itself. */
export const responseStream =
  <Call extends Readonly<{ emit(event: 'error', error: unknown): boolean; cancelled: boolean }>>(answer: (call: Call) => Promise<void>) =>
  (call: Call): void => {
    answer(call).catch((error: unknown) => {
      if (!call.cancelled) call.emit('error', failureOf(error));
    });
  };

/** The requests of a call, which stays open for its answer when somebody stops reading them. */
export const requestsOf = <Req>(call: Readable): AsyncIterable<Req> => call.iterator({ destroyOnReturn: false }) as AsyncIterable<Req>;
