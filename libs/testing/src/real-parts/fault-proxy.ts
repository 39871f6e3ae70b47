import type { LocalPart } from './real-part.js';
import { TcpWire, type Half } from './tcp-wire.js';

type Toxic = Readonly<{ type: string; stream?: 'upstream' | 'downstream'; attributes: Readonly<Record<string, number>> }>;

/** A wire to a part that can fail, on the part's port `proxy`: toxiproxy, and one before it for what toxiproxy cannot do. */
export class FaultProxy {
  /** Of this process, by their ports: a wire that is put before a part again takes the former one's place. */
  private static readonly wires = new Map<number, TcpWire>();

  private constructor(
    private readonly api: string,
    private readonly wire: TcpWire,
  ) {}

  /** Puts a whole wire before a part. */
  static async before(part: LocalPart, toxiproxy: LocalPart): Promise<FaultProxy> {
    const upstream = `127.0.0.1:${part.port(part.name === 'kafka' ? 'proxied' : 'main')}`;
    await call(`${toxiproxy.url}/populate`, [{ name: part.name, listen: '127.0.0.1:0', upstream, enabled: true }]);
    const api = `${toxiproxy.url}/proxies/${part.name}`;
    const { listen } = (await (await fetch(api)).json()) as { listen: string };
    const port = part.port('proxy');
    FaultProxy.wires.get(port)?.close();
    const wire = await TcpWire.to(Number(listen.split(':').at(-1)), port);
    FaultProxy.wires.set(port, wire);
    return new FaultProxy(api, wire);
  }

  get port(): number {
    return this.wire.port;
  }

  /** `host:port` for clients. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Closes every connection and accepts none. */
  async cut(): Promise<void> {
    this.wire.refuse();
  }

  /** Every connection, also each new one, ends one way and goes on the other: half of what is said is lost. */
  async halfClose(lost: Half): Promise<void> {
    this.wire.keepHalving(lost);
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
    await this.wire.mend();
  }

  private async add(toxic: Toxic): Promise<void> {
    await call(`${this.api}/toxics`, toxic);
  }
}

const call = async (url: string, body: unknown, method = 'POST'): Promise<void> => {
  const answer = await fetch(url, { method, ...(body === null ? {} : { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`toxiproxy answers ${answer.status}: ${await answer.text()}`);
};
