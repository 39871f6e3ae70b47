import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { EngineCommand } from '@daybook/contracts';
import { KeyedLanes } from './consumer/keyed-lanes.js';
import { HandlerRegistry } from './handler-registry.js';
import type { HandlerExtras } from './reaction.decorator.js';
import { parseEngineCommand } from './validation/engine-message.parser.js';

const concurrency = 8;

/**
 * Nest's transport in an engine's process: hands commands to `@EngineCommands` handlers, those of one run or deployment
 * in order. What a handler throws is logged; the service finds out by reports that do not come, and commands again.
 */
export abstract class EngineCommandServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  protected readonly lanes = new KeyedLanes(concurrency, Infinity);
  private readonly registry = new HandlerRegistry(['engine-command']);

  abstract override listen(callback: (error?: unknown) => void): unknown;
  abstract override close(): Promise<void>;

  override addHandler(_pattern: unknown, callback: MessageHandler, _isEventHandler = false, extras: Partial<HandlerExtras> = {}): void {
    this.registry.add(callback, extras);
  }

  override on(): never {
    throw new Error('the engine transport has no events');
  }

  override unwrap<T>(): T {
    return this as unknown as T;
  }

  /** Resolves when the command has its place in its lane. */
  protected take(raw: unknown): Promise<void> {
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
