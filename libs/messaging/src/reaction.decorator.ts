import { applyDecorators } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { EngineCommand, EngineReportType, FactType } from '@daybook/contracts';

export const reportPattern = (type: string): string => `engine-report.${type}`;
export const commandPattern = (type: string): string => `engine-command.${type}`;

/** Handles a public fact. Facts come at least once, and in the order of the log within a key; `consumer` is the service's name. */
export const Reaction = (consumer: string, type: FactType): MethodDecorator =>
  applyDecorators(EventPattern(type, undefined, { consumer }));

/** Handles a report of an engine, in order within a run, a deployment or an engine. */
export const EngineReports = (consumer: string, type: EngineReportType): MethodDecorator =>
  applyDecorators(EventPattern(reportPattern(type), undefined, { consumer }));

/** Handles a command in an engine's process. */
export const EngineCommands = (type: EngineCommand['type']): MethodDecorator =>
  applyDecorators(EventPattern(commandPattern(type), undefined, { consumer: 'engine' }));
