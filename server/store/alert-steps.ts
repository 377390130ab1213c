import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Alert, AlertStep } from '../contract/alert.js';
import type { RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { lockAlerts, storeRevision } from './alert-revision.js';
import { toAlert } from './alerts.js';
import type { Database } from './tables.js';

type Runbook = RuleInfo['runbook'];
type Step = Pick<AlertStep, 'key' | 'de' | 'en'>;

/** A step is known by its words: what is done stays done when others are put before it. */
const keyOf = (de: string, en: string): string =>
  createHash('sha256')
    .update(JSON.stringify([de, en]))
    .digest('hex')
    .slice(0, 16);

/** @returns the runbook's steps in order; where the languages have different numbers of them the other one's counts */
export function runbookSteps(runbook: Runbook): Step[] {
  const { de = [], en = [] } = runbook ?? {};
  return Array.from({ length: Math.max(de.length, en.length) }, (_, n) => {
    const texts = { de: de[n] ?? en[n]!, en: en[n] ?? de[n]! };
    return { key: keyOf(texts.de, texts.en), ...texts };
  });
}

/** @returns the runbook's steps, each with who did it; then those that were done and are no longer in it */
export async function alertSteps(
  db: Kysely<Database>,
  alert: string,
  runbook: Runbook,
): Promise<AlertStep[]> {
  const rows = await db
    .selectFrom('alert_step')
    .select(['key', 'de', 'en', 'done_at', 'done_by'])
    .where('alert_id', '=', alert)
    .orderBy('done_at')
    .execute();
  const done = new Map(
    rows.map(({ done_at, done_by, ...step }) => [
      step.key,
      { step, done: { at: done_at.toISOString(), by: done_by } },
    ]),
  );
  const steps = runbookSteps(runbook).map((step) => ({
    ...step,
    done: done.get(step.key)?.done ?? null,
    in_runbook: true,
  }));
  const known = new Set(steps.map(({ key }) => key));
  const gone = [...done.values()].filter(({ step }) => !known.has(step.key));
  return [...steps, ...gone.map((each) => ({ ...each.step, done: each.done, in_runbook: false }))];
}

/**
 * Checks a step off, or takes that back. Who did it first stays.
 * @param alert as it is
 * @param key of a step of the runbook; taken back can also be one that is no longer in it
 * @param now milliseconds since the epoch
 * @returns the alert with its new revision: others look at it, too
 * @throws GrundwachtError NOT_FOUND when there is no such step
 */
export async function setAlertStep(
  trx: Transaction<Database>,
  alert: Alert,
  { key, done, runbook }: { key: string; done: boolean; runbook: Runbook },
  { by, now }: { by: string; now: number },
): Promise<Alert> {
  const step = runbookSteps(runbook).find((each) => each.key === key);
  if (done && step === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'the runbook has no step {key}', values: { key } });
  const revision = (await lockAlerts(trx)) + 1;
  if (done) {
    const row = {
      ...step!,
      tenant_id: alert.tenant,
      alert_id: alert.id,
      done_at: new Date(now),
      done_by: by,
    };
    await trx
      .insertInto('alert_step')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  } else {
    await trx.deleteFrom('alert_step').where('alert_id', '=', alert.id).where('key', '=', key).execute();
  }
  const row = await trx
    .updateTable('alert')
    .set({ revision })
    .where('id', '=', alert.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await storeRevision(trx, revision);
  return toAlert(row);
}
