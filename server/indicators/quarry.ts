import type { Quarry, WantedTexts } from '../contract/event-store.js';
import type { IndicatorKind } from '../contract/indicator-kinds.js';
import type { LiveIndicatorList } from '../contract/indicator-state.js';
import type { Matcher } from './matcher.js';
import { needlesOf } from './needles.js';

/** Columns that are decoded from some records. */
const columns: { readonly [kind in IndicatorKind]?: Pick<WantedTexts, 'column'> } = {
  file_name: { column: 'process.name' },
  email: { column: 'user.name' },
};

/** @returns what the event store looks for, so that the matcher is given every event that has an indicator of the list */
export function quarryOf({ indicators }: LiveIndicatorList, matcher: Matcher): Quarry {
  const texts = new Map<string, WantedTexts>();
  const addresses: string[] = [];
  let networks = false;
  for (const [kind, value] of indicators) {
    if (kind === 'ip' && !value.includes(':')) addresses.push(value);
    else if (kind === 'ip' || kind === 'network') networks = true;
    else {
      const needles = needlesOf(kind, value);
      texts.set(`${kind} ${needles.join('\0')}`, { texts: needles, ...columns[kind] });
    }
  }
  return {
    texts: [...texts.values()],
    addresses,
    networks,
    wantsAddress: (address) => matcher.hasAddress(address),
  };
}
