import type { LoggedEvent } from './logged-event.js';
import { isMetadataStream, metadataStreamOf, subjectOf } from './stream-names.js';
import { firstReadable, isSoftDeletion, rulesOf, type StreamRules } from './stream-rules.js';

/** `last` is -1 where no event ever was; a soft-deleted stream keeps its numbering. */
export type StreamState = Readonly<{ last: number; tombstoned: boolean; softDeleted: boolean; hasMetadata: boolean; readableFrom: number; maxAgeMs: number }>;

/** Rules and where the stream ended when they were written. */
type RulesInForce = Readonly<{ rules: StreamRules; lastThen: number }>;

const metadataRules: RulesInForce = { rules: { maxCount: 1 }, lastThen: -1 };

/** What every stream looks like now, kept in memory and rebuilt from the log at each start: this process is its only writer. */
export class StreamIndex {
  private readonly lastOf = new Map<string, number>();
  private readonly tombstoned = new Set<string>();
  private readonly rulesFor = new Map<string, RulesInForce>();

  /** Events must come in the order of the log. */
  apply(event: LoggedEvent): void {
    if (event.isTombstone) {
      this.tombstoned.add(event.stream);
      return;
    }
    this.lastOf.set(event.stream, event.revision);
    if (!isMetadataStream(event.stream) || event.type !== '$metadata') return;
    const subject = subjectOf(event.stream);
    this.rulesFor.set(subject, { rules: rulesOf(event.data), lastThen: this.lastOf.get(subject) ?? -1 });
  }

  stateOf(stream: string): StreamState {
    const last = this.lastOf.get(stream) ?? -1;
    const { rules, lastThen } = this.rulesInForce(stream);
    const deleted = isSoftDeletion(rules);
    return {
      last,
      tombstoned: this.tombstoned.has(stream),
      softDeleted: deleted && last === lastThen,
      hasMetadata: this.lastOf.has(metadataStreamOf(stream)),
      // Events after a soft deletion end it, also when its metadata was not rewritten before a crash.
      readableFrom: deleted ? lastThen + 1 : firstReadable(rules, last),
      maxAgeMs: rules.maxAgeMs ?? Infinity,
    };
  }

  /** Whether reading it fails: metadata of a tombstoned stream can be written still, but not read. */
  hasEnded(stream: string): boolean {
    return this.tombstoned.has(subjectOf(stream));
  }

  private rulesInForce(stream: string): RulesInForce {
    if (isMetadataStream(stream)) return metadataRules;
    return this.rulesFor.get(stream) ?? { rules: {}, lastThen: -1 };
  }
}
