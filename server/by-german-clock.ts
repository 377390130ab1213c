import { type ScheduledTask, schedule } from 'node-cron';
import type { Logger } from 'pino';
import { zone } from './contract/german-day.js';

export interface ClockOptions {
  /** In the log. */
  name: string;
  logger: Logger;
}

/**
 * Does work whenever the clock in Germany comes to a time, wherever the machine stands and whatever its own zone is.
 * Work that is not done yet is not begun again. A time between two and three does not come on the day in March on which
 * that hour is left out, and counts once on the day in October that has it twice.
 * @param when cron expression of five fields
 */
export function byGermanClock(
  when: string,
  work: () => Promise<void>,
  { name, logger }: ClockOptions,
): ScheduledTask {
  return schedule(when, work, {
    name,
    timezone: zone,
    noOverlap: true,
    unref: true,
    logger: cronLogger(logger),
  });
}

/** A run that was missed (the machine slept) is worth a line; the next one makes up for it. */
function cronLogger(logger: Logger): NonNullable<Parameters<typeof schedule>[2]>['logger'] {
  return {
    info: (detail) => logger.info({ detail }, 'schedule'),
    warn: (detail) => logger.warn({ detail }, 'schedule'),
    error: (detail) => logger.error({ detail: String(detail) }, 'schedule'),
    debug: (detail) => logger.debug({ detail }, 'schedule'),
  };
}
