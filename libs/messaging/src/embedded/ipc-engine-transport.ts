import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { EngineCommand, EngineReport } from '@daybook/contracts';
import { commandPattern } from '../reaction.decorator.js';
import type { EngineReportSender } from '../messaging.port.js';

/** Sends an engine's reports over the IPC channel to the service that started it. */
export class IpcReportSender implements EngineReportSender {
  send(report: EngineReport): Promise<void> {
    return new Promise((resolve, reject) => {
      if (process.send === undefined) return reject(new Error('this engine was not started by a service'));
      process.send(report, (error: Error | null) => (error === null ? resolve() : reject(error)));
    });
  }
}

/** An engine's side of the IPC channel: drives its @EngineCommands handlers. */
export class IpcEngineTransport extends Server implements CustomTransportStrategy {
  private readonly handlers = new Map<string, MessageHandler>();

  override addHandler(pattern: unknown, callback: MessageHandler): void {
    this.handlers.set(String(pattern), callback);
  }

  listen(callback: (error?: unknown) => void): void {
    process.on('message', this.receive);
    // Without its service an engine has nobody to work for.
    process.once('disconnect', () => process.exit(0));
    callback();
  }

  close(): void {
    process.off('message', this.receive);
  }

  on(): never {
    throw new Error('the IPC transport has no events of its own');
  }

  unwrap<T>(): T {
    return process as unknown as T;
  }

  private readonly receive = (message: unknown): void => {
    const command = message as EngineCommand;
    const handler = this.handlers.get(commandPattern(command.type));
    if (handler === undefined) return console.error(`unknown command ${command.type}`);
    handler(command).catch((error: unknown) => console.error(`command ${command.type} failed: ${String(error)}`));
  };
}
