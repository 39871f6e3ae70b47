import { describe, expect, it } from '@jest/globals';
import { PinoLogger } from './pino.logger.js';

const logged = (level: string, write: (logger: PinoLogger) => void): Record<string, unknown>[] => {
  const lines: string[] = [];
  write(new PinoLogger(level, { service: 'versioning', destination: { write: (line) => void lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe('the log', () => {
  it('is a line of JSON with level, time, service, context and message', () => {
    const [line] = logged('info', (logger) => logger.log('listening', 'Http'));
    expect(line).toMatchObject({
      level: 30,
      service: 'versioning',
      context: 'Http',
      msg: 'listening',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('leaves out what is below its level', () => {
    expect(logged('warn', (logger) => (logger.log('a'), logger.warn('b'), logger.error('c')))).toHaveLength(2);
  });

  it('keeps an error’s stack', () => {
    const [line] = logged('info', (logger) => logger.error(new Error('no room')));
    expect(line?.['msg']).toContain('Error: no room\n    at ');
    expect(logged('info', (logger) => logger.error('failed', 'Error: x\n at y', 'Http'))).toMatchObject([
      { stack: 'Error: x\n at y', context: 'Http' },
    ]);
  });

  it('shows no secret, by name or within a URL', () => {
    const text = JSON.stringify(
      logged('info', (logger) => {
        logger.log({ user: 'anna', password: 'hunter2', request: { headers: { authorization: 'Bearer hunter2' } } });
        logger.warn('cannot reach mongodb://daybook:hunter2@db:27017/views');
      }),
    );
    expect(text).not.toContain('hunter2');
    expect(text).toContain('anna');
    expect(text).toContain('mongodb://[redacted]@db:27017/views');
  });
});
