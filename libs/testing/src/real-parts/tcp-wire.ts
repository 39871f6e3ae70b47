import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a client asks, or what it is answered. */
export type Half = 'requests' | 'answers';
/** What the client holds, and what leads on to the server. */
type Pair = readonly [near: Socket, far: Socket];

/** Until a new connection is halved: long enough for a handshake and a few requests. */
const wholeForMs = 150;

/** A wire to a port of this machine that can be cut, ended one way, or go dead without a word as behind a firewall that forgot it. */
export class TcpWire {
  private readonly pairs = new Set<Pair>();
  private lost: Half | null = null;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** On this port of its own, else on any that is free. It keeps no process alive. */
  static async to(target: number, port = 0): Promise<TcpWire> {
    const server = createServer({ allowHalfOpen: true });
    await listen(server, port);
    const wire = new TcpWire(server, (server.address() as AddressInfo).port);
    server.on('connection', (near) => wire.join(near, connect({ port: target, host: '127.0.0.1', allowHalfOpen: true })));
    return wire;
  }

  /** All connections break; new ones pass. */
  cut(): void {
    for (const sockets of this.pairs) for (const socket of sockets) socket.destroy();
    this.pairs.clear();
  }

  /** As `cut`, and nobody may connect until `mend`. */
  refuse(): void {
    this.server.close();
    this.cut();
  }

  /** All connections stay open and carry nothing any more; new ones pass. */
  deaden(): void {
    for (const [near, far] of this.pairs) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }

  /** One way of all connections ends, while the other goes on; new ones pass. */
  halve(lost: Half = 'answers'): void {
    for (const pair of this.pairs) halve(pair, lost);
  }

  /** As `halve`, and new connections last no longer than their first requests until `mend`. */
  keepHalving(lost: Half): void {
    this.lost = lost;
    this.halve(lost);
  }

  /** New connections pass whole. */
  async mend(): Promise<void> {
    this.lost = null;
    if (!this.server.listening) await listen(this.server, this.port);
  }

  close(): void {
    this.refuse();
  }

  private join(near: Socket, far: Socket): void {
    const pair = [near, far] as const;
    this.pairs.add(pair);
    for (const [from, to] of [pair, [far, near]] as const) {
      from.unref();
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
      from.pipe(to);
    }
    if (this.lost !== null) setTimeout(() => this.lost !== null && halve(pair, this.lost), wholeForMs).unref();
  }
}

/** What still comes for the half that has ended is thrown away, as by a host that has no one for it. */
const halve = ([near, far]: Pair, lost: Half): void => {
  const [from, to] = lost === 'answers' ? [far, near] : [near, far];
  from.unpipe(to).resume();
  to.end();
};

const listen = async (server: Server, port: number): Promise<void> => {
  server.listen(port, '127.0.0.1').unref();
  await once(server, 'listening');
};
