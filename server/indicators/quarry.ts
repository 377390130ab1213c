import type { Quarry } from '../contract/event-store.js';
import type { LiveIndicatorList } from '../contract/indicator-state.js';
import type { Matcher } from './matcher.js';
import { needlesOf } from './needles.js';

/** @returns what the event store looks for, so that the matcher is given every event that has an indicator of the list */
export function quarryOf({ indicators }: LiveIndicatorList, matcher: Matcher): Quarry {
  const texts = new Map<string, string[]>();
  const addresses: string[] = [];
  let networks = false;
  for (const [kind, value] of indicators) {
    if (kind === 'ip' && !value.includes(':')) addresses.push(value);
    else if (kind === 'ip' || kind === 'network') networks = true;
    else {
      const needles = needlesOf(kind, value);
      texts.set(needles.join('\0'), needles);
    }
  }
  return {
    texts: [...texts.values()],
    addresses,
    networks,
    wantsAddress: (address) => matcher.hasAddress(address),
  };
}
