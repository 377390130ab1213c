import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { PlanAction, PlanEntry, PlanSubject } from '../contract/plan.js';
import { type Author, type DomainKey, difference } from './structure-history.js';
import type { Database } from './tables.js';

/** A change of risk analysis, plan or audits, to be kept. */
export interface PlanChange {
  subject: PlanSubject;
  /** Of what was changed. */
  id: string;
  action: PlanAction;
  old: object | null;
  new: object | null;
}

/** PostgreSQL takes 65,535 parameters a statement; an entry has 9. */
const rowsAStatement = 5000;

/** Notes changes, in the same transaction as the changes themselves. Of a change only the fields that differ are kept. */
export async function notePlan(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  { by, now }: Author,
  changes: readonly PlanChange[],
): Promise<void> {
  const rows = changes.map((change) => {
    const { old, new: next } = difference(change);
    return {
      tenant_id: tenant,
      domain_id: domain,
      subject: change.subject,
      subject_id: change.id,
      action: change.action,
      at: new Date(now),
      by,
      old: JSON.stringify(old),
      new: JSON.stringify(next),
    };
  });
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    await trx
      .insertInto('plan_history')
      .values(rows.slice(at, at + rowsAStatement))
      .execute();
  }
}

/** @returns what was changed, latest first, at most `limit`; of one thing or of all of a kind */
export async function planHistory(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { subject, id, limit }: { subject: PlanSubject; id?: string | undefined; limit: number },
): Promise<PlanEntry[]> {
  let query = db
    .selectFrom('plan_history')
    .select(['subject', 'subject_id as id', 'action', 'at', 'by', 'old', 'new'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('subject', '=', subject);
  if (id !== undefined) query = query.where('subject_id', '=', id);
  const rows = await query.orderBy('plan_history.id', 'desc').limit(limit).execute();
  return rows.map(({ at, old, new: next, ...row }) => ({
    ...row,
    at: at.toISOString(),
    old: old as PlanEntry['old'],
    new: next as PlanEntry['new'],
  }));
}

/**
 * @param what is changed, as a person knows it
 * @param current version that it has
 * @param given version that the change was made from
 * @throws GrundwachtError CONFLICT when they differ
 */
export function mustBeCurrent(what: string, current: number, given: number): void {
  if (current === given) return;
  throw new GrundwachtError(
    'CONFLICT',
    `/version: ${what} has version ${current}, the change was made from version ${given}; reload it and make the ` +
      'change again',
  );
}
