/** Sigma's levels in ascending order. */
export const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
