import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { engineLogLevels, type EngineLogLevel } from './engine.config.js';

const nestLevels: Readonly<Record<EngineLogLevel, LogLevel>> = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  info: 'log',
  debug: 'debug',
  trace: 'verbose',
};

/** Logs what is at least of this level, as JSON lines. Nest's own logger: that of the services brings more than an idle engine needs. */
export const engineLogger = (level: EngineLogLevel): ConsoleLogger => {
  const levels = engineLogLevels.slice(0, engineLogLevels.indexOf(level) + 1);
  return new ConsoleLogger({ json: true, colors: false, logLevels: levels.map((one) => nestLevels[one]) });
};
