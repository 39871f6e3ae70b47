import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { EngineCommand } from '@daybook/contracts';
import { EngineCommands } from '@daybook/messaging';
import { ServedModels } from './serving/served-models.js';
import { TrainingSlots } from './training/training-slots.js';

type Command<T extends EngineCommand['type']> = Extract<EngineCommand, { type: T }>;

/** What an engine is told. Each command may come more than once. */
@Controller()
export class EngineController {
  constructor(
    private readonly slots: TrainingSlots,
    private readonly models: ServedModels,
  ) {}

  @EngineCommands('train')
  train(@Payload() command: Command<'train'>): void {
    this.slots.train(command);
  }

  @EngineCommands('cancel')
  cancel(@Payload() command: Command<'cancel'>): void {
    this.slots.cancel(command);
  }

  @EngineCommands('load')
  load(@Payload() command: Command<'load'>): Promise<void> {
    return this.models.load(command);
  }

  @EngineCommands('unload')
  unload(@Payload() command: Command<'unload'>): Promise<void> {
    return this.models.unload(command);
  }
}
