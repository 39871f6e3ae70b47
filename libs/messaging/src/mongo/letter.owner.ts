/**
 * The service that a process is of, among the services that share a database of dead letters. Each has those that it has
 * written; the first also has those of services that are no more, so that each letter is in one list.
 */
export type LetterOwner = Readonly<{ service: string; services: readonly string[] }>;

/** The owner of all letters of its database. */
export const soleOwner: LetterOwner = { service: '', services: [''] };

/** The filter for the owner's letters. */
export const ownLetters = ({ service, services: [first, ...others] }: LetterOwner): Readonly<{ service: string | { $nin: string[] } }> =>
  service === first ? { service: { $nin: others } } : { service };
