import { type Kysely, sql, type Transaction } from 'kysely';
import type { CheckEntry } from '../contract/check.js';
import type { DecisionSignal } from '../contract/signal.js';
import type { CheckHistoryTable } from './check-tables.js';
import { coverRows, type RowKey, type RowsLeaf } from './covered-rows.js';
import { coverObservations } from './observation-leaves.js';
import { type Author, type DomainKey, difference } from './structure-history.js';
import type { Database } from './tables.js';

/** A change to be kept. */
export interface CheckChange extends Pick<CheckHistoryTable, 'subject' | 'what' | 'action'> {
  /** Id of the target object; null: the whole domain. */
  object: string | null;
  /** Of an answer: the catalogue that it is assessed by. */
  catalog?: string;
  old: object | null;
  new: object | null;
  /** Of a decision: the signals that it was made on. */
  signals?: readonly DecisionSignal[];
}

/** PostgreSQL takes 65,535 parameters a statement; an entry has 10. */
const rowsAStatement = 5000;

/** Notes changes, in their transaction. */
export async function noteCheck(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  { by, now }: Author,
  changes: readonly CheckChange[],
): Promise<void> {
  const rows = changes.map((change) => {
    const { old, new: next } = difference(change);
    return {
      tenant_id: tenant,
      domain_id: domain,
      scope_id: change.object ?? domain,
      subject: change.subject,
      what: change.what,
      action: change.action,
      at: new Date(now),
      by,
      old: JSON.stringify(old),
      new: JSON.stringify(next),
      signals: change.signals === undefined ? null : JSON.stringify(change.signals),
    };
  });
  const entries: { id: number }[] = [];
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    const some = trx.insertInto('check_history').values(rows.slice(at, at + rowsAStatement));
    entries.push(...(await some.returning('id').execute()));
  }
  await coverDecisions(trx, { tenant, domain }, changes, entries);
}

/** Each answer is a leaf of the tenant's log: what was decided, on which observations, and what is said from then on. */
async function coverDecisions(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  changes: readonly CheckChange[],
  entries: readonly { id: number }[],
): Promise<void> {
  const leaves = changes.flatMap(({ subject, what, object, catalog }, at): RowsLeaf[] => {
    if (subject !== 'assessment') return [];
    const { id } = entries[at]!;
    const answer = { scope_id: object ?? domain, catalog_id: catalog, requirement_id: what };
    const rows: RowKey[] = [
      { table: 'check_history', key: { id } },
      { table: 'assessment', key: answer },
    ];
    return [{ tenantId: tenant, kind: 'check-decision', reference: String(id), rows }];
  });
  const observed = changes.flatMap(({ signals = [] }) => signals.map(({ observation }) => observation));
  await coverObservations(trx, tenant, observed);
  await coverRows(trx, leaves);
}

/** Which changes of a domain: all, of one scope, of one Baustein or requirement. */
export interface CheckHistoryFilter {
  /** null: the whole domain as a scope; undefined: any. */
  object?: string | null | undefined;
  what?: string | undefined;
}

/** @returns changes, latest first, at most `limit` */
export async function checkHistory(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { object, what }: CheckHistoryFilter,
  limit: number,
): Promise<CheckEntry[]> {
  let query = db
    .selectFrom('check_history')
    .select(['subject', 'what', 'action', 'at', 'by', 'old', 'new', 'signals'])
    .select(sql<string | null>`nullif(scope_id, domain_id)`.as('target_object'))
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain);
  if (object !== undefined) query = query.where('scope_id', '=', object ?? domain);
  if (what !== undefined) query = query.where('what', '=', what);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}
