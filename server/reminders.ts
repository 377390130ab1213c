import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { noteReminders } from './store/measure-reminders.js';
import type { Database } from './store/tables.js';

const hourMs = 3_600_000;

/**
 * Calls measures of the implementation plan to mind, now and every hour; each is noted once, however often it is asked.
 * @returns ends it
 */
export function startReminders(db: Kysely<Database>, logger: Logger): () => Promise<void> {
  let running = remind(db, logger);
  const timer = setInterval(() => {
    running = running.then(() => remind(db, logger));
  }, hourMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function remind(db: Kysely<Database>, logger: Logger): Promise<void> {
  try {
    const count = await noteReminders(db, Date.now());
    if (count > 0) logger.info({ count }, 'measures_due');
  } catch (err) {
    logger.error({ err }, 'reminders_failed');
  }
}
