import type { IndicatorKind } from '../contract/indicator-kinds.js';

/**
 * @returns texts that an event's searched columns or own fields hold, in whatever case, if it has the indicator: what
 * the event store can look for before the {@link Matcher} decides. None for addresses and networks
 */
export function needlesOf(kind: IndicatorKind, value: string): string[] {
  if (kind === 'ip' || kind === 'network') return [];
  if (kind !== 'url') return [value];
  const { hostname, pathname, search } = new URL(value);
  const path = `${pathname}${search}`.toLowerCase();
  // Other characters can be written in more than one way, and between slashes `.` and `..` go: what is left is less to
  // look for, and never too much.
  const plain = /[a-z0-9._=&?-]{4,}/.exec(path)?.[0];
  const host = hostname.startsWith('[') || hostname.includes('xn--') ? [] : [hostname];
  const needles = [...host, ...(plain === undefined ? [] : [plain])];
  return needles.length > 0 ? needles : ['://'];
}
