/** RFC 9457. `code` is stable; further fields depend on it. */
export type Problem = Readonly<{ type: string; title: string; status: number; detail: string; code: string }> &
  Readonly<Record<string, unknown>>;

export const problemType = 'application/problem+json';

const statuses: Readonly<Record<string, number>> = {
  'invalid-request': 400,
  'invalid-cursor': 400,
  'invalid-digest': 400,
  'unknown-view-field': 400,
  'idempotency-key-reused': 422,
  'relative-version-with-key': 422,
  'illegal-transition': 409,
  'revision-conflict': 409,
  'precondition-failed': 412,
  'stream-deleted': 410,
  'event-id-conflict': 409,
  'view-behind': 503,
  'views-unavailable': 503,
  'mongodb-unavailable': 503,
  'projection-elsewhere': 409,
  'rebuild-in-progress': 409,
  'event-store-unavailable': 503,
  'artifact-too-large': 413,
  'append-too-large': 413,
  'position-out-of-range': 500,
  'position-unknown': 400,
  'artifact-store-full': 507,
  'artifact-store-unavailable': 503,
  'artifact-store-refused': 500,
  'artifact-corrupt': 500,
  'artifact-collection-running': 409,
  'artifact-references-unknown': 503,
  'append-outcome-unknown': 504,
  'serving-engine-unavailable': 503,
  'deployment-not-serving': 409,
  'deployment-name-taken': 409,
  'version-already-served': 409,
  'version-not-ready': 409,
  'version-archived': 409,
  'nothing-to-roll-back-to': 409,
  'repository-name-taken': 409,
  'result-not-available': 409,
  'dead-letters-unavailable': 503,
  'consumer-not-here': 409,
  'retry-interrupted': 503,
  'engine-unreachable': 503,
  'unknown-event': 503,
  'view-missing': 500,
  'view-write-conflict': 500,
};

/** The only place that knows which status a code has. A broken rule without one of its own is 422. */
export const statusOf = (code: string): number => statuses[code] ?? (code.endsWith('-not-found') ? 404 : 422);

export const problemOf = (
  code: string,
  status: number,
  detail: string,
  fields: Readonly<Record<string, unknown>> = {},
): Problem => ({
  type: `urn:daybook:problem:${code}`,
  title: code.replaceAll('-', ' '),
  status,
  detail,
  code,
  ...fields,
});
