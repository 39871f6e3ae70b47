import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

type Level = 'info' | 'error' | 'warn' | 'debug' | 'trace';

const secretNames = ['password', 'secret', 'token', 'apiKey', 'authorization', 'cookie', 'connectionString'];
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
const credentialsInUrl = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;

type PinoLoggerOptions = Readonly<{
  /** Stands in every line: several services may write to one place. */
  service?: string;
  destination?: DestinationStream;
}>;

/** Nest's logging as JSON lines on stderr: stdout belongs to results. Secrets by name, and credentials in URLs, are left out. */
export class PinoLogger implements LoggerService {
  private readonly logger: Logger;

  constructor(level: string, { service, destination = pino.destination({ fd: 2, sync: true }) }: PinoLoggerOptions = {}) {
    const redact = { paths: secretPaths, censor: '[redacted]' };
    const base = service === undefined ? null : { service };
    this.logger = pino({ level, base, redact, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  }

  log(message: unknown, ...context: unknown[]): void {
    this.write('info', message, context);
  }

  error(message: unknown, ...context: unknown[]): void {
    this.write('error', message, context);
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.write('warn', message, context);
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.write('debug', message, context);
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.write('trace', message, context);
  }

  /** Nest puts the class's name last, and an error's stack before it. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 && typeof rest[0] === 'string' ? { stack: withoutCredentials(rest[0]) } : {};
    const fields = { ...(context === undefined ? {} : { context }), ...stack };
    if (typeof message === 'object' && message !== null && !(message instanceof Error)) {
      this.logger[level]({ ...fields, ...message });
      return;
    }
    const text = message instanceof Error ? (message.stack ?? message.message) : String(message);
    this.logger[level](fields, withoutCredentials(text));
  }
}

const withoutCredentials = (text: string): string => text.replaceAll(credentialsInUrl, '$1[redacted]@');
