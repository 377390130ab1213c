import { type Kysely, type Selectable, sql } from 'kysely';
import type { Case, CasePage, CaseSeverity, CaseState } from '../contract/case.js';
import type { BoardClock, CaseDuty } from '../contract/case-duty.js';
import { GrundwachtError } from '../contract/errors.js';
import { clocksIn, dutiesOf } from './case-duties.js';
import type { IncidentCaseTable } from './case-tables.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { Database } from './tables.js';

type Row = Selectable<IncidentCaseTable> & { alerts: number; tasks_open: number };

/** What of the cases somebody sees. */
export interface CaseSight {
  /** Tenants of which they see only the cases that personal data may be concerned in. */
  personalOnly: readonly string[];
}

export interface CaseFilter {
  tenant?: string | undefined;
  state?: readonly CaseState[] | undefined;
  severity?: readonly CaseSeverity[] | undefined;
  lead?: string | undefined;
  q?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

const counted = (db: Kysely<Database>, { personalOnly }: CaseSight) => {
  const select = db
    .selectFrom('incident_case as c')
    .selectAll('c')
    .select([
      sql<number>`(select count(*)::int from case_alert a where a.case_id = c.id)`.as('alerts'),
      sql<number>`(select count(*)::int from case_task t where t.case_id = c.id and t.done_at is null)`.as(
        'tasks_open',
      ),
    ]);
  if (personalOnly.length === 0) return select;
  return select.where((where) =>
    where.or([
      where('c.tenant_id', 'not in', personalOnly),
      where('c.personal_data', 'in', ['possible', 'affected']),
    ]),
  );
};

/**
 * Cases, the latest first, by keyset.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError CURSOR_INVALID
 */
export async function listCases(
  db: Kysely<Database>,
  filter: CaseFilter,
  sight: CaseSight,
  now: number,
): Promise<CasePage> {
  let select = counted(db, sight);
  const { tenant, state, severity, lead, q, limit, cursor } = filter;
  if (tenant !== undefined) select = select.where('c.tenant_id', '=', tenant);
  if (state !== undefined && state.length > 0) select = select.where('c.state', 'in', state);
  if (severity !== undefined && severity.length > 0) select = select.where('c.severity', 'in', severity);
  if (lead !== undefined) select = select.where('c.lead', '=', lead);
  if (q !== undefined && q !== '') {
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    select = select.where((where) =>
      where.or([where('c.title', 'ilike', pattern), where('c.key', 'ilike', pattern)]),
    );
  }
  if (cursor !== undefined) {
    const { time, id } = decodeCursor(cursor);
    select = select.where(sql<boolean>`(c.opened_at, c.id) < (${new Date(time)}, ${id}::uuid)`);
  }
  const rows = await select
    .orderBy('c.opened_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const end = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: await withClocks(db, page, now),
    next: end === undefined ? null : encodeCursor({ time: end.opened_at.getTime(), id: end.id }),
  };
}

/** @returns the clocks of all cases that are not closed, in the order of their ends */
export async function boardClocks(
  db: Kysely<Database>,
  tenant: string | undefined,
  sight: CaseSight,
  now: number,
): Promise<BoardClock[]> {
  let select = counted(db, sight).where('c.state', '<>', 'closed');
  if (tenant !== undefined) select = select.where('c.tenant_id', '=', tenant);
  const rows = await select.orderBy('c.opened_at').execute();
  const items = (await withClocks(db, rows, now)).flatMap(({ id, tenant: of, key, title, clocks }) =>
    clocks.map((clock): BoardClock => ({ ...clock, case: id, tenant: of, key, title })),
  );
  return items.toSorted((a, b) => ((a.due_at ?? '9') < (b.due_at ?? '9') ? -1 : 1));
}

/** @throws GrundwachtError NOT_FOUND also of a case that they do not see */
export async function getCase(
  db: Kysely<Database>,
  id: string,
  sight: CaseSight,
  now: number,
): Promise<{ case: Case; duties: CaseDuty[] }> {
  const row = await counted(db, sight).where('c.id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no case {id}', values: { id } });
  const duties = (await dutiesOf(db, [row], now)).get(id) ?? [];
  return { case: toCase(row, duties), duties };
}

async function withClocks(db: Kysely<Database>, rows: readonly Row[], now: number): Promise<Case[]> {
  const duties = await dutiesOf(db, rows, now);
  return rows.map((row) => toCase(row, duties.get(row.id) ?? []));
}

function toCase(row: Row, duties: readonly CaseDuty[]): Case {
  const { id, key, title, summary, severity, category, personal_data, lead, state } = row;
  return {
    id,
    tenant: row.tenant_id,
    key,
    title,
    summary,
    severity,
    category,
    personal_data,
    lead,
    state,
    opened_at: row.opened_at.toISOString(),
    opened_by: row.opened_by,
    closed_at: row.closed_at?.toISOString() ?? null,
    closed_by: row.closed_by,
    alerts: row.alerts,
    tasks_open: row.tasks_open,
    clocks: clocksIn(duties),
    version: row.version,
    updated_at: row.updated_at.toISOString(),
    updated_by: row.updated_by,
  };
}
