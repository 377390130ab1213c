import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import {
  defaultRetention,
  type LegalHold,
  type LegalHoldInput,
  type RetentionChange,
  type RetentionEntry,
  type RetentionState,
} from '../contract/retention.js';
import type { LegalHoldTable } from './events/tables.js';
import type { Author } from './rule-state-history.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/**
 * Whoever changes what keeps events, and whoever deletes, does it one after the other: nothing is deleted by a rule
 * from before or against a hold that is set already.
 */
export async function lockRetention(trx: Transaction<Database>, tenant: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`retention ${tenant}`}, 0))`.execute(trx);
}

/** @returns the policy in force; the default with version 0 where nobody has decided */
export async function readRetention(db: Executor, tenant: string): Promise<RetentionState> {
  const row = await db
    .selectFrom('retention_policy')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .executeTakeFirst();
  if (!row) return { tenant, policy: defaultRetention, version: 0, updated_at: null, updated_by: null };
  const { policy, version, updated_at, updated_by } = row;
  return { tenant, policy, version, updated_at: updated_at.toISOString(), updated_by };
}

/**
 * Replaces a tenant's policy.
 * @throws GrundwachtError CONFLICT when `version` is not the one in force, VALIDATION when a dataset stands twice
 */
export async function changeRetention(
  db: Kysely<Database>,
  tenant: string,
  { policy, version, reason }: RetentionChange,
  { by, now }: Author,
): Promise<RetentionState> {
  const names = policy.datasets.map(({ dataset }) => dataset);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined)
    throw new GrundwachtError('VALIDATION', {
      message: 'policy/datasets: {twice} stands twice',
      values: { twice },
    });
  return db.transaction().execute(async (trx) => {
    await lockRetention(trx, tenant);
    const old = await readRetention(trx, tenant);
    if (old.version !== version) throw new GrundwachtError('CONFLICT');
    const at = new Date(now);
    const row = { policy: JSON.stringify(policy), version: version + 1, updated_at: at, updated_by: by };
    await trx
      .insertInto('retention_policy')
      .values({ tenant_id: tenant, ...row })
      .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(row))
      .execute();
    await trx
      .insertInto('retention_policy_history')
      .values({
        tenant_id: tenant,
        at,
        by,
        old: JSON.stringify(old.policy),
        new: JSON.stringify(policy),
        reason,
      })
      .execute();
    return readRetention(trx, tenant);
  });
}

/** @returns changes of a tenant's policy, latest first, at most `limit` */
export async function retentionHistory(
  db: Executor,
  tenant: string,
  limit: number,
): Promise<RetentionEntry[]> {
  const rows = await db
    .selectFrom('retention_policy_history')
    .select(['at', 'by', 'old', 'new', 'reason'])
    .where('tenant_id', '=', tenant)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

/** @returns a tenant's holds, latest first, lifted ones too */
export async function listHolds(db: Executor, tenant: string): Promise<LegalHold[]> {
  const rows = await db
    .selectFrom('legal_hold')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('set_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(holdOf);
}

/** @throws GrundwachtError VALIDATION when the time range is empty */
export async function setHold(
  db: Kysely<Database>,
  tenant: string,
  { title, reason, from, to, datasets = [], hosts = [] }: LegalHoldInput,
  { by, now }: Author,
): Promise<LegalHold> {
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    throw new GrundwachtError('VALIDATION', 'to: must be later than from');
  }
  return db.transaction().execute(async (trx) => {
    await lockRetention(trx, tenant);
    const row = await trx
      .insertInto('legal_hold')
      .values({
        tenant_id: tenant,
        title,
        reason,
        time_from: from === undefined ? null : new Date(from),
        time_to: to === undefined ? null : new Date(to),
        datasets,
        hosts,
        set_at: new Date(now),
        set_by: by,
        lifted_at: null,
        lifted_by: null,
        lift_reason: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return holdOf(row);
  });
}

/**
 * Lifts a hold; it stays in the list with who lifted it, when and why.
 * @throws GrundwachtError NOT_FOUND; CONFLICT when it is lifted already
 */
export async function liftHold(
  db: Kysely<Database>,
  tenant: string,
  id: string,
  { by, now, reason }: Author & { reason: string },
): Promise<LegalHold> {
  return db.transaction().execute(async (trx) => {
    await lockRetention(trx, tenant);
    const row = await trx
      .updateTable('legal_hold')
      .set({ lifted_at: new Date(now), lifted_by: by, lift_reason: reason })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('lifted_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (row) return holdOf(row);
    const known = (await listHolds(trx, tenant)).some((hold) => hold.id === id);
    if (known) throw new GrundwachtError('CONFLICT', 'the hold is lifted already');
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no hold {id}', values: { id } });
  });
}

/**
 * Events that alerts refer to; those of alerts that were closed as no attack are left out.
 * @param range of event ids, both inclusive
 */
export async function eventsOfAlerts(
  db: Executor,
  tenant: string,
  { idFrom, idTo }: { idFrom: string; idTo: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('alert_event')
    .innerJoin('alert', 'alert.id', 'alert_event.alert_id')
    .select('alert_event.event_id')
    .distinct()
    .where('alert_event.tenant_id', '=', tenant)
    .where(sql<boolean>`alert_event.event_id collate "C" between ${idFrom} and ${idTo}`)
    .where(sql<boolean>`coalesce(alert.close_reason, '') not in ('false_positive', 'benign', 'test')`)
    .execute();
  return rows.map(({ event_id }) => event_id);
}

function holdOf(row: Selectable<LegalHoldTable>): LegalHold {
  const instant = (time: Date | null): string | null => time?.toISOString() ?? null;
  return {
    id: row.id,
    tenant: row.tenant_id,
    title: row.title,
    reason: row.reason,
    from: instant(row.time_from),
    to: instant(row.time_to),
    datasets: row.datasets,
    hosts: row.hosts,
    set_at: row.set_at.toISOString(),
    set_by: row.set_by,
    lifted_at: instant(row.lifted_at),
    lifted_by: row.lifted_by,
    lift_reason: row.lift_reason,
  };
}
