import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** Answers that this process lives, also while it waits for its parts: nobody is to end it for that. */
export class HealthServer {
  private constructor(private readonly server: Server) {}

  /** On every address: whoever watches over the process asks from outside. */
  static async listen(port: number): Promise<HealthServer> {
    const server = createServer(({ url }, answer) => {
      answer.writeHead(url === '/livez' ? 200 : 404, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(url === '/livez' ? { status: 'ok' } : { code: 'not-found' }));
    });
    server.listen(port, '0.0.0.0');
    await once(server, 'listening');
    return new HealthServer(server);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}
