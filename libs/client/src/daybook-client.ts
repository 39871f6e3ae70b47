import type { Document, NewVersion, PageOf, PageOptions, Receipt, VersionAction, VersionDiff, VersionPart, VersionReceipt, VersionRef } from './client.types.js';
import { sendJson, type Ask, type ClientOptions, type RequestBody } from './http.js';
import { follow, type FeedEvent } from './sse.js';

const segment = encodeURIComponent;

/** The REST API of Daybook. Every method throws DaybookProblem for a refusal and DaybookUnreachable without an answer. */
export class DaybookClient {
  /** Position of the last thing that was done through this client: what it reads to act upon has to reflect that. */
  private written: number | undefined;

  constructor(private readonly options: ClientOptions) {}

  /** `open` is called again for every attempt at sending. */
  registerDataset(name: string, open: () => RequestBody): Promise<Receipt> {
    return this.ask({ method: 'POST', path: '/v1/datasets', query: { name }, content: { type: 'text/csv', open } });
  }

  datasets(page: PageOptions = {}): Promise<PageOf> {
    return this.ask({ path: '/v1/datasets', query: page });
  }

  dataset(id: string, part: '' | 'profile' | 'rows' = ''): Promise<Document> {
    return this.ask({ path: `/v1/datasets/${segment(id)}${part === '' ? '' : `/${part}`}` });
  }

  createRepository(repository: { name: string; description?: string; labels?: Record<string, string> }): Promise<Receipt> {
    return this.ask({ method: 'POST', path: '/v1/repositories', body: repository });
  }

  repositories(page: PageOptions & { search?: string } = {}): Promise<PageOf> {
    return this.ask({ path: '/v1/repositories', query: page });
  }

  repository(repo: string): Promise<Document> {
    return this.ask({ path: `/v1/repositories/${segment(repo)}` });
  }

  updateRepository(repo: string, changes: Document, ifRevision?: number): Promise<Receipt> {
    return this.ask({ method: 'PATCH', path: `/v1/repositories/${segment(repo)}`, body: changes, ...guard(ifRevision) });
  }

  /** Hidden at once; the operation says when it is erased. */
  deleteRepository(repo: string): Promise<Receipt & Readonly<{ operationId: string }>> {
    return this.ask({ method: 'DELETE', path: `/v1/repositories/${segment(repo)}` });
  }

  /** How far something that takes longer than its request has come, e.g. the `operationId` of a deletion. */
  operation(id: string): Promise<Document> {
    return this.ask({ path: `/v1/operations/${segment(id)}` });
  }

  setDefaultVersion(repo: string, version: number): Promise<Receipt> {
    return this.ask({ method: 'PUT', path: `/v1/repositories/${segment(repo)}/default-version`, body: { version } });
  }

  createVersion(repo: string, version: NewVersion, idempotencyKey?: string): Promise<VersionReceipt> {
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    return this.ask({ method: 'POST', path: `/v1/repositories/${segment(repo)}/versions`, body: version, ...key });
  }

  versions(repo: string, page: PageOptions = {}): Promise<PageOf> {
    return this.ask({ path: `/v1/repositories/${segment(repo)}/versions`, query: page });
  }

  version(repo: string, n: VersionRef, atLeast?: number): Promise<Document> {
    return this.ask({ path: versionPath(repo, n), query: { atLeast } });
  }

  versionPart(repo: string, n: VersionRef, part: VersionPart): Promise<Document> {
    return this.ask({ path: `${versionPath(repo, n)}/${part}` });
  }

  async describeVersion(repo: string, n: VersionRef, description: string, ifRevision?: number): Promise<Receipt> {
    const path = versionPath(repo, await this.numberOf(repo, n));
    return this.ask({ method: 'PATCH', path, body: { description }, ...guard(ifRevision) });
  }

  async actOnVersion(repo: string, n: VersionRef, action: VersionAction): Promise<VersionReceipt> {
    const target = action === 'retrain' ? n : await this.numberOf(repo, n);
    return this.ask({ method: 'POST', path: `${versionPath(repo, target)}/${action}` });
  }

  /** Status changes and learning-curve points, from the first one or from above `after`; ends with the version. */
  versionEvents(repo: string, n: VersionRef, signal: AbortSignal, after?: number): AsyncGenerator<FeedEvent> {
    const feed = { path: `${versionPath(repo, n)}/events`, query: { until: 'end', after }, isLast: isEndOfVersion };
    return follow(this.options, feed, signal);
  }

  diff(repo: string, from: VersionRef, to: VersionRef): Promise<VersionDiff> {
    return this.ask({ path: `/v1/repositories/${segment(repo)}/diff`, query: { from, to } });
  }

  compare(repo: string, versions: readonly VersionRef[]): Promise<Document> {
    return this.ask({ path: `/v1/repositories/${segment(repo)}/compare`, query: { versions: versions.join(',') } });
  }

  lineage(repo: string, atLeast?: number): Promise<Document> {
    return this.ask({ path: `/v1/repositories/${segment(repo)}/lineage`, query: { atLeast } });
  }

  deploy(repo: string, deployment: { name: string; version: VersionRef; engineId?: string }): Promise<Receipt> {
    return this.ask({ method: 'POST', path: `/v1/repositories/${segment(repo)}/deployments`, body: deployment });
  }

  deployments(page: PageOptions = {}): Promise<PageOf> {
    return this.ask({ path: '/v1/deployments', query: page });
  }

  deployment(id: string, part: '' | 'history' = ''): Promise<Document> {
    return this.ask({ path: `/v1/deployments/${segment(id)}${part === '' ? '' : `/${part}`}` });
  }

  switchDeployment(id: string, version: VersionRef): Promise<Receipt> {
    return this.ask({ method: 'PATCH', path: `/v1/deployments/${segment(id)}`, body: { version } });
  }

  rollBack(id: string): Promise<Receipt> {
    return this.ask({ method: 'POST', path: `/v1/deployments/${segment(id)}/rollback` });
  }

  undeploy(id: string): Promise<Receipt> {
    return this.ask({ method: 'DELETE', path: `/v1/deployments/${segment(id)}` });
  }

  predict(id: string, rows: readonly Document[]): Promise<Document> {
    return this.ask({ method: 'POST', path: `/v1/deployments/${segment(id)}/predict`, body: { rows } });
  }

  engines(): Promise<PageOf> {
    return this.ask({ path: '/v1/engines' });
  }

  controlEngine(id: string, action: 'drain' | 'suspend' | 'resume'): Promise<Receipt> {
    return this.ask({ method: 'POST', path: `/v1/engines/${segment(id)}/${action}` });
  }

  queue(): Promise<Document> {
    return this.ask({ path: '/v1/queue' });
  }

  events(signal: AbortSignal, query: { after?: number; type?: string; key?: string } = {}): AsyncGenerator<FeedEvent> {
    return follow(this.options, { path: '/v1/events', query }, signal);
  }

  projections(): Promise<Document> {
    return this.ask({ path: '/v1/operations/projections' });
  }

  operateProjection(name: string, action: 'rebuild' | 'verify'): Promise<Document> {
    return this.ask({ method: 'POST', path: `/v1/operations/projections/${segment(name)}/${action}` });
  }

  /** Deletes artifacts that nothing refers to any more; a dry run only says what would be. */
  collectArtifacts(dryRun: boolean): Promise<Document> {
    return this.ask({ method: 'POST', path: '/v1/operations/garbage-collection', body: { dryRun } });
  }

  deadLetters(page: PageOptions & { consumer?: string } = {}): Promise<PageOf> {
    return this.ask({ path: '/v1/operations/dead-letters', query: page });
  }

  resolveDeadLetter(id: string, action: 'retry' | 'discard'): Promise<Document> {
    return this.ask({ method: 'POST', path: `/v1/operations/dead-letters/${segment(id)}/${action}` });
  }

  /** A command that is sent again must not find another version: its key goes with a number only. */
  private async numberOf(repo: string, n: VersionRef): Promise<number> {
    if (typeof n === 'number') return n;
    const { number } = await this.version(repo, n, this.written);
    return Number(number);
  }

  private async ask<T>(ask: Ask): Promise<T> {
    const answer = await sendJson<T>(this.options, ask);
    const position = (answer as Readonly<{ position?: unknown }> | null)?.position;
    if (ask.method !== undefined && typeof position === 'number') this.written = Math.max(this.written ?? 0, position);
    return answer;
  }
}

const isEndOfVersion = ({ type }: FeedEvent): boolean => /^daybook\.version\.(ready|failed|canceled)\.v1$/.test(type);
const versionPath = (repo: string, n: VersionRef): string => `/v1/repositories/${segment(repo)}/versions/${n}`;
const guard = (ifRevision: number | undefined) => (ifRevision === undefined ? {} : { ifRevision });
