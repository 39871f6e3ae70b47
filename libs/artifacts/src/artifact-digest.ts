import { InvalidDigest } from './artifact-store.errors.js';

const digest = /^[0-9a-f]{64}$/;

/** Whether a text names an artifact; what does is safe in a path. */
export const isDigest = (text: string): boolean => digest.test(text);

/** The text itself. @throws InvalidDigest */
export const asDigest = (text: string): string => {
  if (!isDigest(text)) throw new InvalidDigest(text);
  return text;
};
