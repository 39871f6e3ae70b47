/** A broken rule with a stable kebab-case `code`; data fields carry what a caller needs to answer it. */
export abstract class DomainError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
