import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Collector } from '../collectors/collector.js';
import { rejectedDataset, type SourceDelta } from './store/source-delta.js';
import { addSourceCounts } from './store/sources.js';
import type { Database } from './store/tables.js';

const intervalMs = 1000;

/**
 * Writes what the server's own receivers received and lost, by reason, into the ledger of sources: `received` and
 * `rejected` grow alike, so that received = stored + rejected holds. Of a killed server the last second is missing.
 * @param owner whose rows they are
 * @returns function that writes the rest and ends
 */
export function recordDrops(
  collector: Collector,
  db: Kysely<Database>,
  owner: { tenant: string; collector: string },
  logger: Logger,
): () => Promise<void> {
  const recorded = new Map<string, number>();
  let running: Promise<void> = Promise.resolve();
  let total = 0;

  async function record(): Promise<void> {
    const { receivers } = collector.counters();
    const { dropped } = receivers;
    const all = dropped['buffer-full'] + dropped.empty + dropped.kernel;
    if (all === total) return;
    const now = Date.now();
    const deltas: SourceDelta[] = [];
    const counted = new Map<string, number>();
    for (const [key, { source, transport, reasons }] of receivers.sources) {
      for (const [reason, lost] of Object.entries(reasons)) {
        const known = `${key} ${reason}`;
        const added = lost - (recorded.get(known) ?? 0);
        if (added === 0) continue;
        const counts = { received: added, stored: 0, rejected: added, unparsed: 0, first: now, last: now };
        deltas.push({ ...owner, source, transport, dataset: rejectedDataset(reason), host: '', ...counts });
        counted.set(known, lost);
      }
    }
    await db.transaction().execute((trx) => addSourceCounts(trx, deltas));
    total = all;
    for (const [known, lost] of counted) recorded.set(known, lost);
  }

  const next = (): Promise<void> => {
    running = running.then(record).catch((err: unknown) => logger.error({ err }, 'drops-not-recorded'));
    return running;
  };
  const timer = setInterval(() => void next(), intervalMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    return next();
  };
}
