import type { Figures, SignalKind, SignalVerdict } from '../contract/signal.js';

/** What a signal saw of a scope. */
export interface Observed {
  /** Id of the target object; null: the whole domain. */
  object: string | null;
  verdict: SignalVerdict;
  figures: Figures;
}

/** A target object and the log sources that it is. */
export interface HeardObject {
  id: string;
  /** Whether it has a host name, an address or an assigned source at all. */
  named: boolean;
  sources: readonly { name: string; transport: string; lastSeen: number }[];
}

/** What the kinds of measurement look at; times in milliseconds since the epoch. */
export interface KindFacts {
  'silent-assets': { objects: readonly HeardObject[] };
  'unknown-sources': {
    known: number;
    /** Sources that are no target object, or that could be several. */
    open: readonly { name: string; lastSeen: number }[];
  };
  coverage: { objects: readonly HeardObject[] };
  'clock-skew': {
    objects: readonly { id: string; events: number; skewed: number; typicalMs: number }[];
  };
  transport: { objects: readonly HeardObject[] };
  retention: {
    /** Of the general rule. */
    days: number;
    oldest: number | null;
    events: number;
    /** Events that are overdue for longer than the time of grace and not held. */
    overdue: number;
  };
  integrity: { segments: number; rows: number; faults: readonly string[] };
  'event-query': {
    /** undefined: the whole domain was asked. */
    objects: readonly { id: string; named: boolean; hits: number; seen: number }[] | undefined;
    hits: number;
    seen: number;
  };
  'alert-times': { alerts: readonly { created: number; taken: number | null }[] };
  'detection-latency': { delaysMs: readonly number[] };
  deadline: { items: readonly { begun: number; done: number | null }[] };
  /** Alerts of changes with what people wrote to them. */
  'privileged-changes': { changes: readonly { at: number; what: string; comments: readonly string[] }[] };
  'fire-drill': {
    drill: { at: number; fired: number; silent: number; notDrilled: number; slowestMs: number } | null;
  };
  scan: Record<string, never>;
}

/** Of an `event-query`: whether events are wanted or must not be. */
export type Expectation = 'present' | 'absent' | undefined;

export type FactsOf<K extends SignalKind> = KindFacts[K];
