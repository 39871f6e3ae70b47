import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { InvalidRows } from '../builtin/prediction/invalid-rows.error.js';
import type { ServedModels } from './served-models.js';

const bodyLimitBytes = 16 * 1024 * 1024;
type Ask = { Params: { deploymentId: string }; Body: { rows: Record<string, unknown>[] } };
const body = {
  type: 'object',
  required: ['rows'],
  properties: { rows: { type: 'array', minItems: 1, maxItems: 10_000, items: { type: 'object' } } },
} as const;

/** Answers predictions of the loaded models over HTTP, for the deployment service. */
export class PredictionServer {
  private readonly app: FastifyInstance;

  constructor(models: ServedModels) {
    this.app = fastify({ bodyLimit: bodyLimitBytes });
    this.app.post<Ask>('/deployments/:deploymentId/predict', { schema: { body } }, async (request, reply) => {
      const predictor = models.predictorOf(request.params.deploymentId);
      if (predictor === undefined) return reply.status(404).send({ code: 'deployment-not-loaded' });
      return predictor.predict(request.body.rows);
    });
    this.app.setErrorHandler<FastifyError | InvalidRows>((error, _request, reply) => {
      if (error instanceof InvalidRows) {
        return reply.status(422).send({ code: error.code, message: error.message, errors: error.problems });
      }
      if (error.statusCode !== undefined && error.statusCode < 500) return reply.send(error);
      console.error(error);
      return reply.status(500).send({ code: 'prediction-failed', message: 'the model could not answer' });
    });
  }

  /** Answers the base URL at which it listens. */
  async listen(port: number, host = '127.0.0.1'): Promise<string> {
    await this.app.listen({ host, port });
    const { port: bound } = this.app.server.address() as AddressInfo;
    return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
