import type { AlertDraft } from '../alert/alert.js';
import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import type { Event } from '../contract/event.js';
import type { EventRows } from '../contract/event-store.js';
import type { IndicatorState } from '../contract/indicator-state.js';
import type { PolicyState } from '../contract/policy-state.js';
import type { NewPseudonym, PseudonymState } from '../contract/pseudonym-state.js';
import type { RestoreReport } from '../detect/correlate/snapshot.js';
import type { RuleSource } from '../detect/rules.js';
import type { SourceDelta } from '../store/source-delta.js';

/** What a thread is started with. */
export interface ThreadSetup {
  /** Rule files as text: a thread that replaces another works with the very same rules. */
  sources: readonly RuleSource[];
  pipelines: readonly RuleSource[];
  policies: PolicyState;
  indicators: IndicatorState;
  pseudonyms: PseudonymState;
  /** Ids of rules that are not evaluated. */
  quarantined: readonly string[];
  /** IANA zone of records that carry none. */
  zone: string;
  /** See EngineOptions. */
  recentEvents: number;
  /** See cells.ts. */
  cells: Int32Array;
}

/** How much is done with a record: less after it has ended a thread. */
export type Care = 'full' | 'unexamined' | 'raw';

/** A journal record to work on. */
export interface ExamineRequest {
  type: 'examine';
  position: number;
  /** Journal position behind the record. */
  next: number;
  payload: Uint8Array;
  care: Care;
  /** Whether rules are asked: not for records that the restored state holds already. */
  detect: boolean;
  /** Whether anything is to be told of it: not for records whose results were used before. */
  results: boolean;
  /** Whether this thread also runs the correlations. */
  correlate: boolean;
}

/** An event and the rules true for it that feed correlations, by number. */
export interface FedEvent {
  event: Event;
  rules: number[];
}

export type ThreadRequest =
  | ExamineRequest
  | { type: 'correlate'; next: number; fed: FedEvent[]; results: boolean }
  | { type: 'snapshot' }
  | { type: 'restore'; snapshot: Uint8Array }
  | { type: 'policies'; state: PolicyState }
  | { type: 'indicators'; state: IndicatorState }
  | { type: 'pseudonyms'; state: PseudonymState }
  | { type: 'quarantine'; rules: string[] };

/** A rule that threw and was put out. */
export interface RuleFault {
  rule: string;
  message: string;
}

/** What was found in a journal record. */
export interface Findings {
  tenant: string;
  /** Records in it. */
  count: number;
  /** Of these, kept raw because they could not be parsed. */
  errors: number;
  /** Not examined because of a fault, with what was thrown. */
  undetected: number;
  undetectedReason: string | undefined;
  /** Receipt time of the last record, milliseconds since the epoch. */
  received: number;
  /** All of its events; none when no results were asked for. */
  rows: EventRows | undefined;
  drafts: AlertDraft[];
  counts: SourceDelta[];
  /** Given to its events and maybe new. */
  pseudonyms: NewPseudonym[];
  faults: RuleFault[];
  /** For the thread that runs the correlations; empty when this one does. */
  fed: FedEvent[];
}

/** What correlations made of events. */
export interface Correlated {
  drafts: AlertDraft[];
  faults: RuleFault[];
}

/** What each request is answered with, in the order of the requests. */
export interface ThreadAnswers {
  examine: Findings;
  correlate: Correlated;
  snapshot: Uint8Array;
  restore: RestoreReport;
  policies: RuleProblem[];
  indicators: null;
  pseudonyms: null;
  quarantine: null;
}

/** First message of a thread. */
export interface ThreadReady {
  /** Without their YAML, which is in the sources. */
  infos: RuleInfo[];
  problems: RuleProblem[];
}

export type ThreadReply =
  | { ok: true; value: ThreadReady | ThreadAnswers[keyof ThreadAnswers] }
  | { ok: false; code: string; message: string };
