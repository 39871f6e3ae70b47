import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { EngineCommand } from '@daybook/contracts';
import { KeyedLanes } from '../consumer/keyed-lanes.js';
import { HandlerRegistry } from '../handler-registry.js';
import type { HandlerExtras } from '../reaction.decorator.js';
import { parseEngineCommand } from '../validation/engine-message.parser.js';
import type { IpcEngineChannel } from './ipc-engine-channel.js';

const concurrency = 8;

/**
 * Nest's transport in an engine's process: hands commands to `@EngineCommands` handlers, those of one run or deployment
 * in order. What a handler throws is logged; the service finds out by reports that do not come, and commands again.
 */
export class IpcEngineTransport extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly registry = new HandlerRegistry(['engine-command']);
  private readonly lanes = new KeyedLanes(concurrency, Infinity);

  constructor(private readonly channel: IpcEngineChannel) {
    super();
  }

  override addHandler(_pattern: unknown, callback: MessageHandler, _isEventHandler = false, extras: Partial<HandlerExtras> = {}): void {
    this.registry.add(callback, extras);
  }

  listen(callback: () => void): void {
    this.channel.onCommand((command) => void this.take(command));
    callback();
  }

  /** Commands at work are finished, and their reports sent. */
  async close(): Promise<void> {
    await this.lanes.idle();
    await this.channel.close();
  }

  override on(): never {
    throw new Error('the engine transport has no events');
  }

  override unwrap<T>(): T {
    return this.channel as T;
  }

  private take(raw: unknown): Promise<void> {
    try {
      const command = parseEngineCommand(raw);
      return this.lanes.submit(keyOf(command), () => this.carryOut(command));
    } catch (error) {
      this.logger.error(`a command was refused: ${String(error)}`);
      return Promise.resolve();
    }
  }

  private async carryOut(command: EngineCommand): Promise<void> {
    try {
      await this.registry.dispatch('engine-command', '', { type: command.type, payload: command });
    } catch (error) {
      this.logger.error(`command ${command.type} for ${keyOf(command)} failed: ${String(error)}`);
    }
  }
}

const keyOf = (command: EngineCommand): string => ('runId' in command ? command.runId : command.deploymentId);
