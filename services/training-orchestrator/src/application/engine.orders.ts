import { Inject, Injectable } from '@nestjs/common';
import type { EngineCommand } from '@daybook/contracts';
import { ENGINE_COMMANDS, EngineUnreachable, type EngineCommandSender } from '@daybook/messaging';

/** Tells engines what to do; every order may be given more than once. */
@Injectable()
export class EngineOrders {
  constructor(@Inject(ENGINE_COMMANDS) private readonly commands: EngineCommandSender) {}

  /** False when there is no engine to tell. */
  async tell(command: EngineCommand): Promise<boolean> {
    try {
      await this.commands.send(command);
      return true;
    } catch (error) {
      if (error instanceof EngineUnreachable) return false;
      throw error;
    }
  }
}
