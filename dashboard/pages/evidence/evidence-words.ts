import type { Classification, Evidence } from '../../../server/contract/evidence.js';

export const classificationNames: readonly Classification[] = [
  'public',
  'internal',
  'confidential',
  'strict',
];
/** What the list can be narrowed to; `due` is what the overview counts as expiring. */
export const evidenceFilters = {
  all: [],
  due: ['expiring', 'expired'],
  valid: ['valid'],
  expiring: ['expiring'],
  expired: ['expired'],
  withdrawn: ['withdrawn'],
} as const satisfies Record<string, readonly Evidence['state'][]>;
export const evidenceFilterNames = Object.keys(evidenceFilters) as (keyof typeof evidenceFilters)[];
