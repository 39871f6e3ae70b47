import { EngineCommandServer } from '../engine-command.server.js';
import type { IpcEngineChannel } from './ipc-engine-channel.js';

/** Commands to an engine that the service has forked. */
export class IpcEngineTransport extends EngineCommandServer {
  constructor(private readonly channel: IpcEngineChannel) {
    super();
  }

  listen(callback: () => void): void {
    this.channel.onCommand((command) => void this.take(command));
    callback();
  }

  /** Commands at work are finished, and their reports sent. */
  async close(): Promise<void> {
    await this.lanes.idle();
    await this.channel.close();
  }
}
