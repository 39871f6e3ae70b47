import type { EncodedPart } from '../preprocessing/dataset.js';
import type { OutputMetadata } from '../preprocessing/feature.codec.js';
import type { Pause } from '../training/pause.js';
import type { LabelTokens } from './explanation.types.js';
import { explainRowScore, type Explained } from './row-attribution.js';

const ROWS = 120;
const TOKENS = 20;

/** For every text input and label, the tokens with the highest mean attribution over the first rows of the part. */
export const globalTokens = async (
  explained: Explained,
  part: EncodedPart,
  output: number,
  pause: Pause,
): Promise<Readonly<Record<string, readonly LabelTokens[]>>> => {
  const { metadata, network } = explained;
  const texts = network.plan.slots
    .filter((_, index) => metadata.inputs[index]?.type === 'text')
    .map(({ name }) => name);
  const found: Record<string, LabelTokens[]> = Object.fromEntries(texts.map((name) => [name, []]));
  if (texts.length === 0) return found;
  const rows = Math.min(ROWS, part.rowCount);
  for (let label = 0; label < labelCount(metadata.outputs[output] as OutputMetadata); label++) {
    const sums = new Map(texts.map((name) => [name, new Map<string, { sum: number; rows: number }>()]));
    let labelName = '';
    for (let row = 0; row < rows; row++) {
      await pause();
      const explanation = explainRowScore(explained, part.inputs, row, output, label);
      labelName = explanation.label;
      for (const { feature, tokens = [] } of explanation.features) {
        const known = sums.get(feature);
        for (const { token, attribution } of tokens) {
          const { sum, rows: seen } = known?.get(token) ?? { sum: 0, rows: 0 };
          known?.set(token, { sum: sum + attribution, rows: seen + 1 });
        }
      }
    }
    for (const [name, tokens] of sums) found[name]?.push({ label: labelName, tokens: strongest(tokens, rows) });
  }
  return found;
};

/** Binary and number outputs have one score, which speaks for `true` or for a higher number. */
const labelCount = (metadata: OutputMetadata): number => (metadata.type === 'category' ? metadata.vocab_size : 1);

const strongest = (tokens: ReadonlyMap<string, Readonly<{ sum: number; rows: number }>>, rows: number) =>
  [...tokens]
    .map(([token, { sum, rows: seen }]) => ({ token, attribution: sum / rows, rows: seen }))
    .sort((a, b) => b.attribution - a.attribution)
    .slice(0, TOKENS);
