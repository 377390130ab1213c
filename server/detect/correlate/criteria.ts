import type { Criterion } from '../sigma/correlation.js';

/** @returns whether all criteria hold for the number */
export function satisfies(criteria: readonly Criterion[], value: number): boolean {
  for (const { name, number } of criteria) if (!holds(name, value, number)) return false;
  return true;
}

function holds(name: Criterion['name'], value: number, limit: number): boolean {
  switch (name) {
    case 'gt':
      return value > limit;
    case 'gte':
      return value >= limit;
    case 'lt':
      return value < limit;
    case 'lte':
      return value <= limit;
    case 'eq':
      return value === limit;
    case 'neq':
      return value !== limit;
  }
}
