import type { Kysely } from 'kysely';
import type { IndicatorState } from './contract/indicator-state.js';
import { readIndicatorState } from './store/indicator-state.js';
import type { Database } from './store/tables.js';

/** Lists of indicators on their way from the database into detection. */
export interface IndicatorWatch {
  /** Reads them anew; resolves when events are compared with them. Concurrent calls keep their order. */
  refresh(): Promise<void>;
}

/** @param target compares events with the live lists that are stored now as soon as this resolves */
export async function startIndicatorWatch(
  db: Kysely<Database>,
  target: { setIndicators(state: IndicatorState): Promise<void> },
): Promise<IndicatorWatch> {
  let last: Promise<void> = Promise.resolve();
  const refresh = (): Promise<void> => {
    const next = last.then(async () => target.setIndicators(await readIndicatorState(db, Date.now())));
    // A failed refresh is the caller's to report; those that come after it are not affected.
    last = next.catch(() => undefined);
    return next;
  };
  await refresh();
  return { refresh };
}
