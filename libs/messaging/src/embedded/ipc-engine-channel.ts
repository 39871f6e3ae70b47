import type { EngineCommand, EngineReport } from '@daybook/contracts';
import { EngineLinkLost } from '../messaging.errors.js';
import type { EngineReportSender } from '../messaging.port.js';
import type { FromEngine, ToEngine } from './ipc.messages.js';

type Waiting = Readonly<{ message: FromEngine; resolve: () => void; reject: (error: Error) => void }>;
type CommandHandler = (command: EngineCommand) => void;

export type IpcEngineChannelOptions = Readonly<{
  /** Called when the service has gone; ends the process unless told otherwise, because nobody else would. */
  onLost?: () => void;
  /** Reports on their way; more wait until the service has taken one. */
  window?: number;
}>;

/** The engine's end of the wire to the service that forked it. One per process. */
export class IpcEngineChannel implements EngineReportSender {
  private readonly outbox: Waiting[] = [];
  private readonly sent = new Map<number, Waiting>();
  private readonly early: EngineCommand[] = [];
  private readonly window: number;
  private readonly onLost: () => void;
  private handler: CommandHandler | null = null;
  private drained: () => void = () => undefined;
  private number = 0;
  private open = true;

  /** @throws EngineLinkLost when no service forked this process, or it has gone already */
  constructor({ onLost = () => process.exit(1), window = 64 }: IpcEngineChannelOptions = {}) {
    if (process.send === undefined || !process.connected) throw new EngineLinkLost();
    this.window = window;
    this.onLost = onLost;
    process.on('message', this.receive);
    process.once('disconnect', this.lost);
  }

  /** From now on commands go to this handler, in the order in which they came, those that came before included. */
  onCommand(handler: CommandHandler): void {
    this.handler = handler;
    for (const command of this.early.splice(0)) handler(command);
  }

  /** Resolves when the service has taken the report: whoever awaits this never runs ahead of it. @throws EngineLinkLost */
  send(report: EngineReport): Promise<void> {
    if (!this.open) return Promise.reject(new EngineLinkLost());
    this.number += 1;
    const message: FromEngine = { kind: 'report', number: this.number, report };
    return new Promise((resolve, reject) => {
      this.outbox.push({ message, resolve, reject });
      this.pump();
    });
  }

  /** Waits until everything sent was taken, then lets go of the wire, so that the process can end. */
  async close(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    if (this.outbox.length + this.sent.size > 0) await new Promise<void>((resolve) => (this.drained = resolve));
    process.off('disconnect', this.lost);
    process.off('message', this.receive);
    if (process.connected) process.disconnect();
  }

  private readonly receive = (message: ToEngine): void => {
    if (message.kind === 'taken') return this.settle(message.number);
    if (this.handler === null) this.early.push(message.command);
    else this.handler(message.command);
  };

  private readonly lost = (): void => {
    this.open = false;
    for (const { reject } of [...this.sent.values(), ...this.outbox.splice(0)]) reject(new EngineLinkLost());
    this.sent.clear();
    this.drained();
    this.onLost();
  };

  private settle(number: number): void {
    this.sent.get(number)?.resolve();
    this.sent.delete(number);
    this.pump();
    if (this.outbox.length + this.sent.size === 0) this.drained();
  }

  private pump(): void {
    while (this.sent.size < this.window) {
      const next = this.outbox.shift();
      if (next === undefined) return;
      this.sent.set(next.message.number, next);
      // A failed write means that the wire is going down; `disconnect` follows and rejects what is on its way.
      process.send?.(next.message, undefined, undefined, () => undefined);
    }
  }
}
