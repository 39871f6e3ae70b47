const longest = 64;

/** Words of older Ludwig versions, and what they are called now. */
const renamed: Readonly<Record<string, string>> = {
  training: 'trainer',
  numerical: 'number',
  bool: 'binary',
  boolean: 'binary',
  string: 'text',
  float: 'number',
  integer: 'number',
  datetime: 'date',
  fc_size: 'output_size',
  num_epochs: 'epochs',
  lr: 'learning_rate',
};

/** What was probably meant: the newer word for an older one, else the candidate within two edits, if any. */
export const nearest = (word: string, candidates: readonly string[]): string | null => {
  if (word.length > longest) return null;
  const now = Object.hasOwn(renamed, word) ? renamed[word] : undefined;
  if (now !== undefined && candidates.includes(now)) return now;
  const ranked = candidates.map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.edits - b.edits)[0];
  return best !== undefined && best.edits <= 2 && best.edits < word.length ? best.candidate : null;
};

/** Levenshtein. */
const editDistance = (a: string, b: string): number => {
  let former = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (former[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (former[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    former = current;
  }
  return former[b.length] ?? 0;
};
