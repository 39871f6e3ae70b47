/** A public fact as the feed tells it. */
export type LoggedFact = Readonly<{
  id: string;
  type: string;
  topic: string;
  key: string;
  subject: string;
  revision: number;
  position: number;
  correlationId: string;
  /** What brought it about; a caller's command has none. */
  causationId?: string;
  data: Readonly<Record<string, unknown>>;
}>;

/** Every public fact in the log, in its order. */
export const factsInLog = async (url: string): Promise<readonly LoggedFact[]> => {
  const facts: LoggedFact[] = [];
  for (let after = 0; ; ) {
    const answer = await fetch(`${url}/v1/events?after=${after}&limit=10000`);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    facts.push(...lines.map((line) => JSON.parse(line) as LoggedFact));
    const reached = Number(answer.headers.get('daybook-position'));
    if (reached <= after) return facts;
    after = reached;
  }
};

export const positionsInLog = async (url: string): Promise<ReadonlySet<number>> =>
  new Set((await factsInLog(url)).map(({ position }) => position));
