import type { Kysely } from 'kysely';
import { GrundwachtError } from '../../contract/errors.js';
import type { Signal } from '../../contract/signal.js';
import { listSources } from '../../store/sources.js';
import type { Database } from '../../store/tables.js';
import { accountThatMay, inNameOf } from '../server-session.js';

/** A fire drill takes minutes and raises alerts of its own. */
const leftOut = new Set(['fire-drill']);
const waitMs = 250;
const mostWaits = 120;

export interface Measurement {
  /** Signals that were measured. */
  measured: number;
  /** Why none was; they are measured by their schedules then. */
  reason?: string;
}

/** @returns records that were received for a tenant so far, by the ledger */
export async function receivedOf(db: Kysely<Database>, tenant: string): Promise<number> {
  return (await listSources(db, tenant)).reduce((sum, { received }) => sum + received, 0);
}

export interface MeasurementOptions {
  /** Of the running server. */
  url: string;
  tenant: string;
  /** Records of the tenant that are to be counted before: a source that is not yet heard of is silent. */
  expected: number;
  /** Ends the waiting and the measuring. */
  signal: AbortSignal;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Measures a tenant's signals in the name of the account that may, so that nobody has to wait for their schedules.
 * @throws GrundwachtError when the server refuses
 */
export async function measureSignals(
  db: Kysely<Database>,
  { url, tenant, expected, signal, sleep }: MeasurementOptions,
): Promise<Measurement> {
  for (let wait = 0; wait < mostWaits && !signal.aborted; wait += 1) {
    if ((await receivedOf(db, tenant)) >= expected) break;
    await sleep(waitMs);
  }
  try {
    const account = await accountThatMay(db, 'signals.change', undefined);
    return await inNameOf({ db, url }, account, async (call) => {
      const { items } = await call<{ items: Signal[] }>('GET', `/signals?tenant=${tenant}`);
      let measured = 0;
      for (const { id, enabled, next_run } of items) {
        if (!enabled || next_run === null || leftOut.has(id) || signal.aborted) continue;
        await call('POST', `/signals/${id}/runs?tenant=${tenant}`, {});
        measured += 1;
      }
      return { measured };
    });
  } catch (error) {
    const noAccount = ['FORBIDDEN', 'VALIDATION', 'PASSWORD_CHANGE_REQUIRED'];
    if (!(error instanceof GrundwachtError) || !noAccount.includes(error.code)) throw error;
    return { measured: 0, reason: error.message };
  }
}
