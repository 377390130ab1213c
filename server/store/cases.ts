import { sql, type Transaction } from 'kysely';
import { isPending } from '../case/clocks.js';
import { caseKey, checkStateChange } from '../case/state.js';
import type { CaseChange, CaseStateChange, NewCase } from '../contract/case.js';
import { GrundwachtError } from '../contract/errors.js';
import { zone } from '../contract/german-day.js';
import { foundAlerts, linkAlerts, refuseForeign, severityOf } from './case-alerts.js';
import { clocksIn, dutiesOf } from './case-duties.js';
import { type CaseRow, lockedCase } from './case-lock.js';
import { type CaseKey, noteTimeline, type TimelineFact } from './case-timeline.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * Opens a case under the next number of the year.
 * @param tenant undefined: that of its alerts
 * @returns what its rows are found by
 * @throws GrundwachtError VALIDATION of alerts that do not exist or are of several tenants, or without a tenant
 */
export async function createCase(
  trx: Transaction<Database>,
  { tenant, alerts = [], ...input }: NewCase,
  author: Author,
): Promise<CaseKey> {
  const found = await foundAlerts(trx, alerts, '/alerts');
  const of = tenant ?? found[0]?.tenant_id;
  if (of === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/tenant',
      message: 'say of which tenant the case is',
    });
  refuseForeign(found, of, '/alerts');
  await sql`select pg_advisory_xact_lock(hashtextextended(${`case ${of}`}, 0))`.execute(trx);
  const at = new Date(author.now);
  const year = Number(new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(at));
  const { last } = await trx
    .selectFrom('incident_case')
    .select((select) => select.fn.max('number').as('last'))
    .where('tenant_id', '=', of)
    .where('year', '=', year)
    .executeTakeFirstOrThrow();
  const number = (last ?? 0) + 1;
  const { id } = await trx
    .insertInto('incident_case')
    .values({
      tenant_id: of,
      year,
      number,
      key: caseKey(year, number),
      title: input.title,
      summary: input.summary ?? '',
      severity: input.severity ?? severityOf(found),
      state: 'open',
      category: input.category ?? 'other',
      personal_data: input.personal_data ?? 'unknown',
      lead: input.lead === undefined ? author.by : input.lead,
      opened_at: at,
      opened_by: author.by,
      version: 1,
      updated_at: at,
      updated_by: author.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const key = { tenant: of, case: id };
  await noteTimeline(trx, key, author, [{ kind: 'opened', facts: { key: caseKey(year, number) } }]);
  await linkAlerts(trx, key, found, author);
  return key;
}

/** @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION of target objects that the tenant does not have */
export async function changeCase(
  trx: Transaction<Database>,
  id: string,
  { version, target_objects, ...change }: CaseChange,
  author: Author,
): Promise<CaseKey> {
  const { key, row } = await lockedCase(trx, id, version);
  await trx
    .updateTable('incident_case')
    .set({ ...change, version: version + 1, updated_at: new Date(author.now), updated_by: author.by })
    .where('id', '=', id)
    .execute();
  if (target_objects !== undefined) await setObjects(trx, key, target_objects);
  const changed = (['title', 'severity', 'category', 'personal_data', 'lead'] as const).filter(
    (field) => change[field] !== undefined && change[field] !== row[field],
  );
  const notes: TimelineFact[] = changed.map((field) => ({
    kind: 'facts_changed',
    facts: { field, from: row[field], to: change[field] ?? null },
  }));
  await noteTimeline(trx, key, author, notes);
  return key;
}

/** @throws GrundwachtError NOT_FOUND, CONFLICT, TRANSITION_INVALID, VALIDATION, CASE_UNFINISHED */
export async function changeCaseState(
  trx: Transaction<Database>,
  id: string,
  { state, comment = '', version }: CaseStateChange,
  author: Author,
): Promise<CaseKey> {
  const { key, row } = await lockedCase(trx, id, version);
  checkStateChange(row.state, { state, comment }, await unfinished(trx, row, author.now));
  const at = new Date(author.now);
  const closed =
    state === 'closed' ? { closed_at: at, closed_by: author.by } : { closed_at: null, closed_by: null };
  await trx
    .updateTable('incident_case')
    .set({ state, ...closed, version: version + 1, updated_at: at, updated_by: author.by })
    .where('id', '=', id)
    .execute();
  await noteTimeline(trx, key, author, [
    { kind: 'state_changed', text: comment, facts: { from: row.state, to: state } },
  ]);
  return key;
}

async function unfinished(trx: Transaction<Database>, row: CaseRow, now: number) {
  const duties = (await dutiesOf(trx, [row], now)).get(row.id) ?? [];
  const { count } = await trx
    .selectFrom('case_task')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('case_id', '=', row.id)
    .where('done_at', 'is', null)
    .executeTakeFirstOrThrow();
  const clocks = clocksIn(duties).filter(isPending);
  return { clocks: clocks.map(({ name }) => name), tasks: Number(count) };
}

async function setObjects(trx: Transaction<Database>, key: CaseKey, ids: readonly string[]): Promise<void> {
  const rows =
    ids.length === 0
      ? []
      : await trx
          .selectFrom('target_object')
          .select(['id', 'domain_id'])
          .where('tenant_id', '=', key.tenant)
          .where('id', 'in', ids)
          .execute();
  const known = new Set(rows.map(({ id }) => id));
  const missing = ids.findIndex((id) => !known.has(id));
  if (missing >= 0)
    throw new GrundwachtError('VALIDATION', {
      pointer: `/target_objects/${missing}`,
      message: 'the tenant has no target object {id}',
      values: { id: ids[missing]! },
    });
  await trx.deleteFrom('case_target_object').where('case_id', '=', key.case).execute();
  if (rows.length === 0) return;
  await trx
    .insertInto('case_target_object')
    .values(
      rows.map(({ id, domain_id }) => ({
        tenant_id: key.tenant,
        case_id: key.case,
        domain_id,
        target_object_id: id,
      })),
    )
    .execute();
}
