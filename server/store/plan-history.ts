import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Sentence } from '../contract/fault.js';
import type { PlanAction, PlanEntry, PlanSubject } from '../contract/plan.js';
import { coverRows, type RowKey, type RowsLeaf } from './covered-rows.js';
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
  const entries: { id: number }[] = [];
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    const some = trx.insertInto('plan_history').values(rows.slice(at, at + rowsAStatement));
    entries.push(...(await some.returning('id').execute()));
  }
  await coverChanges(trx, tenant, changes, entries);
}

/**
 * Leaves of the tenant's log: of a risk and a finding each change with what is said from then on, of a measure who
 * accepted what is left undone (the plan itself follows the check).
 */
async function coverChanges(
  trx: Transaction<Database>,
  tenant: string,
  changes: readonly PlanChange[],
  entries: readonly { id: number }[],
): Promise<void> {
  const leaves = changes.flatMap((change, at): RowsLeaf[] => {
    const { subject, id } = change;
    const entry = entries[at]!.id;
    const leaf = { tenantId: tenant, reference: String(entry) };
    const history: RowKey = { table: 'plan_history', key: { id: entry } };
    if (subject === 'risk' || subject === 'finding') {
      const kind = subject === 'risk' ? 'sign-off' : 'finding';
      return [{ ...leaf, kind, rows: [history, { table: subject, key: { id } }] }];
    }
    // Its findings went with it.
    if (subject === 'audit' && change.action === 'delete') {
      return [{ ...leaf, kind: 'removal', rows: [history], removed: [id] }];
    }
    return subject === 'measure' && isAccepted(change)
      ? [{ ...leaf, kind: 'sign-off', rows: [history] }]
      : [];
  });
  await coverRows(trx, leaves);
}

function isAccepted({ new: next }: PlanChange): boolean {
  return next !== null && 'state' in next && next.state === 'accepted';
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
export function mustBeCurrent(what: string | Sentence, current: number, given: number): void {
  if (current === given) return;
  throw new GrundwachtError('CONFLICT', {
    pointer: '/version',
    message:
      '{what} has version {current}, the change was made from version {given}; reload it and make the change again',
    values: { what, current, given },
  });
}
