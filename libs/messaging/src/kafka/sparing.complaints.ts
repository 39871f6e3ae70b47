const quietMs = 10_000;
/** Different complaints that are remembered; the one that was said longest ago goes first. */
const mostKnown = 100;

type Known = { saidMs: number; unsaid: number };

/** Says a complaint at once and the same one not again within ten seconds; how often it came meanwhile is said with the next. */
export const sparingly = (say: (complaint: string) => void): ((complaint: string) => void) => {
  const known = new Map<string, Known>();
  return (complaint) => {
    const nowMs = performance.now();
    const former = known.get(complaint);
    if (former !== undefined && nowMs - former.saidMs < quietMs) {
      former.unsaid += 1;
      return;
    }
    // Anew, so that the oldest is the first.
    known.delete(complaint);
    known.set(complaint, { saidMs: nowMs, unsaid: 0 });
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    const unsaid = former?.unsaid ?? 0;
    say(unsaid === 0 ? complaint : `${complaint}, and ${unsaid} times more since it was said last`);
  };
};
