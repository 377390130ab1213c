import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { byGermanClock } from './by-german-clock.js';
import { signalDefinitions } from './signal/definitions.js';
import { takeCheckSnapshots } from './store/check-snapshots.js';
import { keepFigures } from './store/domain-figures.js';
import type { Database } from './store/tables.js';

/** The last of a day is what stands; so often, a stop of the program loses little of it. */
const hourly = '52 * * * *';
/** Reading the definitions of the signals and counting would hold up the start. */
const firstAfterMs = 10_000;

/**
 * Keeps the state of every domain for trends, soon after the start and every hour: the last of a day stands.
 * @returns ends it
 */
export function startComplianceWatch(db: Kysely<Database>, logger: Logger): () => Promise<void> {
  let running = Promise.resolve();
  const again = (): Promise<void> => {
    running = running.then(() => keep(db, logger));
    return running;
  };
  const first = setTimeout(() => void again(), firstAfterMs);
  first.unref();
  const task = byGermanClock(hourly, again, { name: 'compliance', logger });
  return async () => {
    clearTimeout(first);
    await task.destroy();
    await running;
  };
}

async function keep(db: Kysely<Database>, logger: Logger): Promise<void> {
  try {
    const recomputed = await takeCheckSnapshots(db, Date.now());
    await keepFigures(db, signalDefinitions(), Date.now());
    if (recomputed > 0) logger.info({ days: recomputed }, 'check_recomputed');
  } catch (err) {
    logger.error({ err }, 'check_snapshot_failed');
  }
}
