import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { ActivePseudonyms, PeriodKey, PseudonymState, Rotation } from './contract/pseudonym-state.js';
import { openPeriodKey, sealPeriodKey } from './identity/period-keys.js';
import type { SecretKey } from './identity/secret-box.js';
import { periodOf } from './pseudonym/period.js';
import { recordAct } from './store/audit-trail.js';
import { each } from './store/each.js';
import { type EnabledMode, enabledModes } from './store/pseudonym-mode.js';
import { addPeriodKey, dropUnusedPeriods, listPeriodKeys, tenantsWithKeys } from './store/pseudonyms.js';
import type { Database } from './store/tables.js';

/** Settings and keys for pseudonyms on their way from the database into detection. */
export interface PseudonymWatch {
  /** Reads them anew; resolves when they hold for the records that come. Concurrent calls keep their order. */
  refresh(): Promise<void>;
  close(): void;
}

export interface PseudonymWatchOptions {
  db: Kysely<Database>;
  secretKey: SecretKey;
  target: { setPseudonyms(state: PseudonymState): Promise<void> };
  logger: Logger;
  /** Between two looks: keys rotate by calendar. */
  everyMs: number;
  now?: () => number;
}

const dayMs = 86_400_000;

/** @param options target: has the state that is stored now as soon as this resolves */
export async function startPseudonymWatch(options: PseudonymWatchOptions): Promise<PseudonymWatch> {
  const { logger, now = Date.now, everyMs } = options;
  let inForce = '[]';
  let last: Promise<void> = Promise.resolve();
  const refresh = (): Promise<void> => {
    const next = last.then(async () => {
      const state = await readState(options, now());
      // What is the same stays: the threads would forget which names they have seen.
      const digest = JSON.stringify(state, (_, value) => (value instanceof Uint8Array ? [...value] : value));
      if (digest === inForce) return;
      await options.target.setPseudonyms(state);
      inForce = digest;
    });
    // A failed refresh is the caller's to report; those that come after it are not affected.
    last = next.catch(() => undefined);
    return next;
  };
  await refresh();
  const timer = setInterval(() => {
    refresh()
      .then(() => dropUnused(options, now()))
      .catch((err: unknown) => logger.error({ err }, 'pseudonym_watch_failed'));
  }, everyMs);
  return { refresh, close: () => clearInterval(timer) };
}

async function readState(options: PseudonymWatchOptions, now: number): Promise<PseudonymState> {
  const state: PseudonymState[number][] = [];
  for (const mode of await enabledModes(options.db)) {
    try {
      state.push(await activeOf(options, mode, now));
    } catch (err) {
      const { tenant } = mode;
      options.logger.fatal({ err, tenant }, 'pseudonym_keys_unavailable');
      // Events wait in the journal rather than being stored with names.
      state.push({ tenant, unavailable: `of tenant ${tenant}: ${(err as Error).message}` });
    }
  }
  return state;
}

async function activeOf(
  { db, secretKey }: PseudonymWatchOptions,
  { tenant, settings, requester, approver }: EnabledMode,
  now: number,
): Promise<ActivePseudonyms> {
  await addKeys(db, secretKey, { tenant, rotation: settings.rotation }, now);
  const stored = await listPeriodKeys(db, tenant);
  const keys: PeriodKey[] = stored.map(({ period, from, sealed }) => ({
    period,
    from,
    key: openPeriodKey(secretKey, sealed, { tenant, period }),
  }));
  return { tenant, settings, keys, sealing: { requester, approver } };
}

/** The key of this period and of the next one, so that it is there when the period begins. */
async function addKeys(
  db: Kysely<Database>,
  secretKey: SecretKey,
  { tenant, rotation }: { tenant: string; rotation: Rotation },
  now: number,
): Promise<void> {
  const current = periodOf(rotation, now);
  const known = new Set((await listPeriodKeys(db, tenant)).map(({ period }) => period));
  for (const { period, from } of [current, periodOf(rotation, current.to)]) {
    if (known.has(period)) continue;
    const sealed = sealPeriodKey(secretKey, randomBytes(32), { tenant, period });
    await addPeriodKey(db, tenant, { period, from, sealed }, now);
  }
}

/**
 * Nobody can tell who somebody was when the last event of the time is gone, also where the mode was switched off since.
 * @param now milliseconds since the epoch
 */
export async function dropUnused(
  { db, logger }: Pick<PseudonymWatchOptions, 'db' | 'logger'>,
  now: number,
): Promise<void> {
  await each(await tenantsWithKeys(db), async (tenant) => {
    const keys = await listPeriodKeys(db, tenant);
    const over = keys
      .slice(0, -1)
      .map(({ period }, n) => ({ period, to: keys[n + 1]!.from }))
      // What is not sealed into segments yet is younger than that.
      .filter(({ to }) => to < now - dayMs);
    const dropped = await db.transaction().execute(async (trx) => {
      const periods = await dropUnusedPeriods(trx, tenant, over);
      for (const { period, pseudonyms } of periods) {
        const act = { tenant, by: 'grundwacht', action: 'pseudonyms.deleted', object: `period ${period}` };
        await recordAct(trx, { ...act, details: { pseudonyms }, at: now });
      }
      return periods;
    });
    if (dropped.length > 0) logger.info({ tenant, dropped }, 'pseudonym_keys_deleted');
  });
}
