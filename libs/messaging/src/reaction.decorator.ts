import { applyDecorators, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { EngineCommand, EngineHeartbeat, EngineReport, EngineReportType, FactType } from '@daybook/contracts';
import type { Fact } from './fact.types.js';
import { RethrowFilter } from './rethrow.filter.js';

/** What a handler is for; every transport reads it from the extras of Nest's handler. */
export type HandlerExtras =
  | Readonly<{ kind: 'fact' | 'engine-report' | 'engine-heartbeat'; consumer: string; type: string }>
  | Readonly<{ kind: 'engine-command'; type: string }>;

/** Decorates a method whose first parameter takes the message. */
type HandlerDecorator<Message> = <Handler extends (message: Message, ...rest: never[]) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void;

// Nest would answer "Internal server error" in place of the error, and a dead letter must say what went wrong.
const handles = (pattern: string, extras: HandlerExtras): HandlerDecorator<never> =>
  applyDecorators(EventPattern(pattern, extras) as MethodDecorator, UseFilters(RethrowFilter)) as HandlerDecorator<never>;

/**
 * The method receives facts of this type on behalf of a consumer group (the service's name), at least once and in
 * order per key: `@Reaction('versioning', 'daybook.run.completed.v1')`. What it throws is retried, then dead-lettered.
 */
export const Reaction = <Type extends FactType>(consumer: string, type: Type): HandlerDecorator<Fact<Type>> =>
  handles(type, { kind: 'fact', consumer, type });

/** The method receives what engines report, in order per run attempt or deployment generation. */
export const EngineReports = <Type extends Exclude<EngineReportType, 'heartbeat'>>(
  consumer: string,
  type: Type,
): HandlerDecorator<Extract<EngineReport, { type: Type }>> =>
  handles(`engine-report.${type}`, { kind: 'engine-report', consumer, type });

/**
 * The method hears the heartbeats of all engines in every instance of the service, from now on: what an instance did not
 * hear, or could not handle, is gone. The next comes soon.
 */
export const EngineHeartbeats = (consumer: string): HandlerDecorator<EngineHeartbeat> =>
  handles('engine-heartbeat', { kind: 'engine-heartbeat', consumer, type: 'heartbeat' });

/** The method of an engine's process that carries out one kind of command. A command may come more than once. */
export const EngineCommands = <Type extends EngineCommand['type']>(
  type: Type,
): HandlerDecorator<Extract<EngineCommand, { type: Type }>> =>
  handles(`engine-command.${type}`, { kind: 'engine-command', type });
