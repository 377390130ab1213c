import type { Match, RuleProblem } from '../contract/detection.js';
import type { Event } from '../contract/event.js';
import type { PolicyState } from '../contract/policy-state.js';
import type { RestoreReport } from './correlate/snapshot.js';
import type { CorrelationStats } from './correlate/stats.js';
import type { PolicyStats } from './policy.js';
import type { RuleGuard } from './rule-guard.js';

export interface EngineOptions {
  /** How late an event may be for correlations, milliseconds; see correlate/window.ts. */
  lateness?: number;
  /** Most memory of all correlations' groups and entries together, bytes; default 256 MiB. */
  correlationBytes?: number;
  /** Most entries that one group of a correlation keeps; an `event_count` that asks for more keeps those. */
  maxGroupEntries?: number;
  /** Most events that are kept to be shown with a correlation's match. */
  recentEvents?: number;
  /** State that `snapshot` of an engine gave. */
  snapshot?: Uint8Array;
  /** Two random words that key the hashes of groups; default: from the system's random source. */
  hashSeed?: Uint32Array;
  /** Is told of every evaluation of a rule; without it a rule that throws ends the call. */
  guard?: RuleGuard;
}

export interface EngineStats {
  events: number;
  matches: number;
  /** True rules that did not count in the event's tenant. */
  suppressed: PolicyStats;
  correlation: CorrelationStats & { groups: number; entries: number; bytes: number };
}

/** Rules at work. Not to be shared between threads; holds the correlations' state. */
export interface Engine {
  /**
   * @returns the matches of this event: detection rules in load order, then correlations that it completed.
   * Rules that only feed correlations (without `generate: true`) give none of their own.
   */
  process(event: Event): Match[];
  /**
   * The first half of {@link process}, which has no state: events may be given to several engines of the same rules.
   * @param fed gets the numbers of the true rules that feed correlations
   * @returns the matches of detection rules
   */
  scan(event: Event, fed: number[]): Match[];
  /**
   * The second half, in one engine and in the order of the journal.
   * @param fed what `scan` gave for the event
   * @returns the matches of correlations that it completed
   */
  correlate(event: Event, fed: readonly number[]): Match[];
  /**
   * The same for a record in JSON, several times faster for Windows events with flat fields: the event is only made
   * where a rule is true or the record is of another kind. A record that is not valid JSON in a value that no candidate
   * rule asks for gives no match instead of being treated as an unparsable one.
   * @param line the record's bytes, without line feed
   * @param toEvent makes the record's event; it must be what `normalise` makes of the format `json`, untruncated
   * @param tenant the event's, where it is known: then the event is made when `events`, `first` or `last` of a match
   * are read, or the engine itself needs it. They are accessors: read them instead of copying the match as a whole,
   * and leave the line's bytes as they are until then
   */
  processLine(line: Buffer, toEvent: () => Event, tenant?: string): Match[];
  /**
   * Takes over what people decided about rules, for the events from now on; the correlations' state stays.
   * @returns faults of exceptions, which then have no effect
   */
  setPolicies(state: PolicyState): RuleProblem[];
  stats(): EngineStats;
  /** @returns the state of all correlations, to go on with in another engine; see correlate/snapshot.ts */
  snapshot(): Uint8Array;
  /**
   * Replaces the state of all correlations by that of a snapshot. The state of correlations that are gone or have
   * changed since is dropped and counted.
   * @throws GrundwachtError SNAPSHOT_INVALID; the state is then as before
   */
  restore(snapshot: Uint8Array): RestoreReport;
}
