/** Positions of every public fact in the log. */
export const positionsInLog = async (url: string): Promise<ReadonlySet<number>> => {
  const positions = new Set<number>();
  for (let after = 0; ; ) {
    const answer = await fetch(`${url}/v1/events?after=${after}&limit=10000`);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    for (const line of lines) positions.add((JSON.parse(line) as { position: number }).position);
    const reached = Number(answer.headers.get('daybook-position'));
    if (reached <= after) return positions;
    after = reached;
  }
};
