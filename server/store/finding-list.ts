import { type Kysely, type Selectable, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Audit, Finding } from '../contract/iso.js';
import type { FindingTable } from './risk-tables.js';
import type { Database } from './tables.js';

type Row = Selectable<FindingTable> & { measures_open: number; measures_all: number };

/** @returns the findings of an audit, by number */
export async function listFindings(
  db: Kysely<Database>,
  { tenant, domain, id }: Pick<Audit, 'tenant' | 'domain' | 'id'>,
): Promise<Finding[]> {
  const rows = await withMeasures(db)
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('audit_id', '=', id)
    .orderBy('number')
    .execute();
  return rows.map(toFinding);
}

/** @throws GrundwachtError NOT_FOUND */
export async function getFinding(db: Kysely<Database>, id: string): Promise<Finding> {
  const row = await withMeasures(db).where('id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no finding {id}', values: { id } });
  return toFinding(row);
}

function withMeasures(db: Kysely<Database>) {
  return db
    .selectFrom('finding')
    .selectAll()
    .select([
      sql<number>`(select count(*)::int from measure m where m.finding_id = finding.id)`.as('measures_all'),
      sql<number>`(select count(*)::int from measure m
        where m.finding_id = finding.id and m.closed_at is null)`.as('measures_open'),
    ]);
}

function toFinding({
  tenant_id: _tenant,
  domain_id: _domain,
  audit_id,
  target_object_id,
  closed_at,
  updated_at,
  measures_all,
  measures_open,
  ...row
}: Row): Finding {
  return {
    ...row,
    audit: audit_id,
    target_object: target_object_id,
    closed: closed_at !== null,
    closed_at: closed_at?.toISOString() ?? null,
    measures: { open: measures_open, all: measures_all },
    updated_at: updated_at.toISOString(),
  };
}
