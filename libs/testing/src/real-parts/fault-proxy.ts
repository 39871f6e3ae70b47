import type { LocalPart } from './real-part.js';

type Toxic = Readonly<{ type: string; stream?: 'upstream' | 'downstream'; attributes: Readonly<Record<string, number>> }>;

/** A wire to a part that can fail: toxiproxy, on the part's port `proxy`. */
export class FaultProxy {
  private constructor(
    private readonly api: string,
    readonly port: number,
  ) {}

  /** Puts a whole wire before a part. */
  static async before(part: LocalPart, toxiproxy: LocalPart): Promise<FaultProxy> {
    const [listen, upstream] = [`127.0.0.1:${part.port('proxy')}`, `127.0.0.1:${part.port(part.name === 'kafka' ? 'proxied' : 'main')}`];
    await call(`${toxiproxy.url}/populate`, [{ name: part.name, listen, upstream, enabled: true }]);
    return new FaultProxy(`${toxiproxy.url}/proxies/${part.name}`, part.port('proxy'));
  }

  /** `host:port` for clients. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Closes every connection and accepts none. */
  async cut(): Promise<void> {
    await call(this.api, { enabled: false });
  }

  /** Connections stay, and nothing comes through any more. */
  async silence(): Promise<void> {
    for (const stream of ['upstream', 'downstream'] as const) await this.add({ type: 'timeout', stream, attributes: { timeout: 0 } });
  }

  /** Each answer comes so much later. */
  async delay(latencyMs: number): Promise<void> {
    await this.add({ type: 'latency', attributes: { latency: latencyMs } });
  }

  /** Each connection breaks after so many bytes of answers. */
  async breakAfter(bytes: number): Promise<void> {
    await this.add({ type: 'limit_data', attributes: { bytes } });
  }

  /** A whole wire again; what was cut may connect. */
  async heal(): Promise<void> {
    const toxics = (await (await fetch(`${this.api}/toxics`)).json()) as readonly { name: string }[];
    for (const { name } of toxics) await call(`${this.api}/toxics/${name}`, null, 'DELETE');
    await call(this.api, { enabled: true });
  }

  private async add(toxic: Toxic): Promise<void> {
    await call(`${this.api}/toxics`, toxic);
  }
}

const call = async (url: string, body: unknown, method = 'POST'): Promise<void> => {
  const answer = await fetch(url, { method, ...(body === null ? {} : { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`toxiproxy answers ${answer.status}: ${await answer.text()}`);
};
