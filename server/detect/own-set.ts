import type { RuleInfo } from '../contract/detection.js';

/** Rules written in the dashboard: their set, and the path that a file of them would have. */
const prefix = 'own/';

/** @returns name of the set of a tenant's rules that were written in the dashboard */
export function ownSet(tenant: string): string {
  return `${prefix}${tenant}`;
}

/** @returns path that messages name such a file by */
export function ownPath(tenant: string, file: string): string {
  return `${ownSet(tenant)}/${file}.yml`;
}

/** @returns id of the file of own rules that a rule was written in; null for a rule of another set */
export function ownFileOf({ set, path }: Pick<RuleInfo, 'set' | 'path'>): string | null {
  if (set?.startsWith(prefix) !== true || !path.startsWith(`${set}/`)) return null;
  return /^[0-9a-f-]{36}(?=\.yml)/.exec(path.slice(set.length + 1))?.[0] ?? null;
}
