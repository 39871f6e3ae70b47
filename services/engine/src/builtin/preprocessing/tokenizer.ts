import type { TextPreprocessing } from '@daybook/ludwig';

const WORD_OR_SIGN = /[\p{L}\p{N}\p{M}_]+|[^\p{L}\p{N}\p{M}_\s]/gu;

/** Splits a text into tokens; composed and decomposed letters count as the same. */
export const tokenize = (
  text: string,
  tokenizer: TextPreprocessing['tokenizer'],
  lowercase: boolean,
): readonly string[] => {
  const normal = lowercase ? text.normalize('NFC').toLowerCase() : text.normalize('NFC');
  switch (tokenizer) {
    case 'space_punct':
      return normal.match(WORD_OR_SIGN) ?? [];
    case 'space':
      return normal.split(/\s+/u).filter((token) => token !== '');
    case 'characters':
      return [...normal];
  }
};
