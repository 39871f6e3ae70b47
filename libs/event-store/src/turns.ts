/** Lets those who share a key go one after another, in the order they came. */
export class Turns {
  private readonly lastOf = new Map<string, Promise<unknown>>();

  /** Runs `act` when all who came before under this key are done, however they ended. */
  take<T>(key: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.lastOf.get(key) ?? Promise.resolve()).then(act);
    const done = turn.then(ignored, ignored).then(() => {
      if (this.lastOf.get(key) === done) this.lastOf.delete(key);
    });
    this.lastOf.set(key, done);
    return turn;
  }
}

const ignored = (): void => undefined;
