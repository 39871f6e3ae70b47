import { Controller, Get, Param } from '@nestjs/common';
import type { DeletionOperation } from '../application/deletion.operation.js';
import { RepositoryDeletion } from '../application/repository.deletion.js';

/** Status of what takes longer than its request. */
@Controller('v1/operations')
export class DeletionsController {
  constructor(private readonly deletion: RepositoryDeletion) {}

  @Get(':id')
  operation(@Param('id') id: string): Promise<DeletionOperation> {
    return this.deletion.operation(id);
  }
}
