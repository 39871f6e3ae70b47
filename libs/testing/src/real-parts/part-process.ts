import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { spawnSource } from '../source-process.js';
import type { PartAnswer, PartCommand, RealPartName } from './part-protocol.js';

const main = fileURLToPath(new URL('../../../../infra/dev/parts/src/part.main.ts', import.meta.url));

type Holdable = Readonly<{ ref: () => void; unref: () => void }> | null | undefined;

/** The process that installs and runs one part for a spec. It ends, and its server with it, when this process does. */
export class PartProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: Interface;
  private said = '';
  private turn: Promise<unknown> = Promise.resolve();

  constructor(name: RealPartName, args: readonly string[]) {
    this.child = spawnSource(main, [name, '--short-lived', ...args]);
    this.child.stderr.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.lines = createInterface(this.child.stdout);
  }

  /** Its first answer: null, or what is missing. */
  async missing(): Promise<string | null> {
    const answer = await this.answer();
    if ('failed' in answer) throw new Error(answer.failed);
    return 'missing' in answer ? answer.missing : null;
  }

  /** One command after the other, since answers carry no name. */
  send(command: PartCommand): Promise<PartAnswer> {
    const answer = this.turn.then(() => {
      this.child.stdin.write(`${command}\n`);
      return this.answer();
    });
    this.turn = answer;
    return answer;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.hold(true);
    const exited = once(this.child, 'exit');
    this.child.stdin.end();
    await exited;
  }

  private async answer(): Promise<PartAnswer> {
    this.hold(true);
    const gone = new AbortController();
    const onExit = (): void => gone.abort();
    this.child.once('exit', onExit);
    try {
      const [line] = (await once(this.lines, 'line', { signal: gone.signal })) as [string];
      return JSON.parse(line) as PartAnswer;
    } catch (error) {
      return { failed: gone.signal.aborted ? `its process has ended: ${this.said}` : String(error) };
    } finally {
      this.child.off('exit', onExit);
      this.hold(false);
    }
  }

  /** Only while it owes an answer does it keep this process alive. */
  private hold(held: boolean): void {
    for (const handle of [this.child, ...this.child.stdio] as readonly unknown[] as readonly Holdable[]) {
      if (held) handle?.ref();
      else handle?.unref();
    }
  }
}
