import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { byGermanClock } from './by-german-clock.js';
import { noteEvidenceReminders } from './store/evidence-reminders.js';
import { noteReminders } from './store/measure-reminders.js';
import { thinObservations } from './store/observation-thinning.js';
import type { Database } from './store/tables.js';

/** A few minutes into every hour, where other programs' hourly work is done. */
const hourly = '7 * * * *';

/**
 * Calls measures of the implementation plan and evidence that expires to mind, now and every hour; each is noted once,
 * however often it is asked. Thins old observations, too.
 * @returns ends it
 */
export function startReminders(db: Kysely<Database>, logger: Logger): () => Promise<void> {
  let running = remind(db, logger);
  const again = (): Promise<void> => {
    running = running.then(() => remind(db, logger));
    return running;
  };
  const task = byGermanClock(hourly, again, { name: 'reminders', logger });
  return async () => {
    await task.destroy();
    await running;
  };
}

async function remind(db: Kysely<Database>, logger: Logger): Promise<void> {
  try {
    const count = await noteReminders(db, Date.now());
    if (count > 0) logger.info({ count }, 'measures_due');
    const expiring = await noteEvidenceReminders(db, Date.now());
    if (expiring > 0) logger.info({ count: expiring }, 'evidence_expiring');
    const thinned = await thinObservations(db, Date.now());
    if (thinned > 0) logger.info({ count: thinned }, 'observations_thinned');
  } catch (err) {
    logger.error({ err }, 'reminders_failed');
  }
}
