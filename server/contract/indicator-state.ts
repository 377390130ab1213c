import type { Level } from './detection.js';
import type { IndicatorKind, TlpLabel } from './indicator-kinds.js';

/** An indicator as it is looked for: kind, value in its normal form, validity (from inclusive, until exclusive). */
export type LiveIndicator = readonly [
  kind: IndicatorKind,
  value: string,
  from: number | null,
  until: number | null,
];

/** A list as events are compared with it: plain JSON, fit to be posted to a worker. Times in milliseconds. */
export interface LiveIndicatorList {
  id: string;
  name: string;
  level: Level;
  tlp: TlpLabel;
  source: string;
  /** Receipt time from which on it has no effect. */
  expires: number | null;
  indicators: readonly LiveIndicator[];
}

/** The lists of all tenants that events are compared with as they come. */
export type IndicatorState = readonly { tenant: string; lists: readonly LiveIndicatorList[] }[];

/** Which indicator an alert's event has. */
export interface IndicatorMatch {
  /** Id of the list. */
  list: string;
  kind: IndicatorKind;
  value: string;
  /** Column or own field that holds it. */
  field: string;
}
