import { Module } from '@nestjs/common';
import { EventFeedController } from './api/event-feed.controller.js';
import { EventFeed } from './application/event-feed.js';

@Module({
  providers: [EventFeed],
  controllers: [EventFeedController],
})
export class AuditModule {}
