import type { CaseSeverity } from '../../server/contract/case.js';

/** In ascending order. */
export const caseSeverities = Object.keys({
  low: true,
  medium: true,
  high: true,
  critical: true,
} satisfies Record<CaseSeverity, true>) as CaseSeverity[];
