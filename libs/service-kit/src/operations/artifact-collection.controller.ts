import { Body, Controller, Post, Res } from '@nestjs/common';
import { IsBoolean } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { ArtifactCollection, type ArtifactCollectionReport } from './artifact-collection.js';

class CollectionDto {
  /** Only say what would be deleted. */
  @MayBeAbsent()
  @IsBoolean()
  dryRun?: boolean;
}
type Reply = { status(code: number): unknown };

@Controller('v1/operations')
export class ArtifactCollectionController {
  constructor(private readonly collection: ArtifactCollection) {}

  @Post('garbage-collection')
  collect(@Body() { dryRun = false }: CollectionDto, @Res({ passthrough: true }) reply: Reply): Promise<ArtifactCollectionReport> {
    reply.status(200);
    return this.collection.collect(dryRun);
  }
}
