import type { Kysely } from 'kysely';
import { schedule } from 'node-cron';
import type { Logger } from 'pino';
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
  const task = schedule(hourly, again, { name: 'reminders', unref: true, logger: cronLogger(logger) });
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

/** A run that was missed (the machine slept) is worth a line; the next one makes up for it. */
export function cronLogger(logger: Logger): NonNullable<Parameters<typeof schedule>[2]>['logger'] {
  return {
    info: (detail) => logger.info({ detail }, 'schedule'),
    warn: (detail) => logger.warn({ detail }, 'schedule'),
    error: (detail) => logger.error({ detail: String(detail) }, 'schedule'),
    debug: (detail) => logger.debug({ detail }, 'schedule'),
  };
}
