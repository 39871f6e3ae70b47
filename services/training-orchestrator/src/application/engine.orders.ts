import { Inject, Injectable } from '@nestjs/common';
import type { EngineCommand } from '@daybook/contracts';
import { observed, traced } from '@daybook/event-store';
import { ENGINE_COMMANDS, EngineUnreachable, type EngineCommandSender } from '@daybook/messaging';

/** Tells engines what to do; every order may be given more than once. */
@Injectable()
export class EngineOrders {
  constructor(@Inject(ENGINE_COMMANDS) private readonly commands: EngineCommandSender) {}

  /** False when there is no engine to tell. */
  async tell(command: EngineCommand): Promise<boolean> {
    try {
      const work = { kind: 'engine-order', name: command.type, attributes: { engineId: command.engineId } } as const;
      await observed(work, ({ traceparent }) => this.commands.send({ ...command, ...traced(traceparent) }));
      return true;
    } catch (error) {
      if (error instanceof EngineUnreachable) return false;
      throw error;
    }
  }
}
