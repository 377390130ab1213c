import { isDeepStrictEqual } from 'node:util';
import { type Kysely, type Selectable, sql } from 'kysely';
import {
  type CoveredContent,
  type CoveredRow,
  type CoveredTableName,
  coveredTables,
} from '../evidence/covered.js';
import type { LogFault } from '../evidence/fault.js';
import { providerLog } from './audit-trail.js';
import { idOf, readRows } from './covered-rows.js';
import type { MerkleLeafTable } from './evidence-tables.js';
import type { Database } from './tables.js';

const leavesAPage = 2000;
/** Columns that name what a row goes with. */
const owners = ['domain_id', 'target_object_id', 'scope_id', 'audit_id', 'evidence_id'];

/**
 * Compares what leaves cover with the rows that are there, from the newest leaf to the oldest: of a row that changes
 * its newest leaf counts.
 * @param db a transaction that sees one state
 * @returns how many rows were compared, and what differs
 */
export async function verifyRows(
  db: Kysely<Database>,
  tenant: string,
): Promise<{ rows: number; faults: LogFault[] }> {
  const seen = new Set<string>();
  const removed = new Set<unknown>();
  const faults: LogFault[] = [];
  let compared = 0;
  for await (const leaves of newestFirst(db, tenant)) {
    const rows: CoveredRow[] = [];
    for (const { id, kind, reference, content } of leaves) {
      const covered = content === null ? undefined : readContent(content);
      if (covered === undefined) {
        // The program erases none: whoever did may have changed what the leaf covers.
        const detail = content === null ? 'its content was erased' : 'its content cannot be read';
        faults.push({ tenant, place: `merkle_leaf id ${id} (${kind} ${reference})`, detail });
        continue;
      }
      for (const gone of covered.removed ?? []) removed.add(gone);
      for (const row of covered.rows ?? []) {
        const rowId = idOf(row.table as CoveredTableName, row.key);
        if (seen.has(rowId)) continue;
        if (!isImmutable(row.table as CoveredTableName)) seen.add(rowId);
        rows.push(row);
      }
    }
    compared += rows.length;
    const read = await readRows(db, rows as (CoveredRow & { table: CoveredTableName })[]);
    for (const row of rows) {
      const detail = difference(row, read(row.table as CoveredTableName, row.key), removed);
      if (detail !== undefined) faults.push({ tenant, place: placeOf(row), detail });
    }
  }
  return {
    rows: compared,
    faults: [...faults, ...(await uncovered(db, tenant)), ...(await changedPopulations(db, tenant))],
  };
}

function isImmutable(table: CoveredTableName): boolean {
  return 'immutable' in coveredTables[table];
}

function readContent(text: string): CoveredContent | undefined {
  try {
    const content = JSON.parse(text) as CoveredContent;
    return content.rows?.every(({ table }) => Object.hasOwn(coveredTables, table)) === false
      ? undefined
      : content;
  } catch {
    return undefined;
  }
}

function difference(
  { values }: CoveredRow,
  row: Record<string, unknown> | null,
  removed: Set<unknown>,
): string | undefined {
  if (values === null) return row === null ? undefined : 'the row is there, though it was removed';
  if (row === null) {
    if (!owners.some((name) => removed.has(values[name]))) return 'the row is missing';
    // What belongs to this one went with it.
    removed.add(values['id']);
    return undefined;
  }
  const differing = Object.keys(values).filter(
    (name) =>
      name in row &&
      !isDeepStrictEqual(row[name], values[name]) &&
      !(row[name] === null && removed.has(values[name])),
  );
  return differing.length === 0 ? undefined : `changed: ${differing.join(', ')}`;
}

function placeOf({ table, key }: CoveredRow): string {
  const names = Object.entries(key).map(([name, value]) => `${name} ${value}`);
  return `${table} ${names.join(', ')}`;
}

async function* newestFirst(
  db: Kysely<Database>,
  tenant: string,
): AsyncGenerator<Pick<Selectable<MerkleLeafTable>, 'id' | 'kind' | 'reference' | 'content'>[]> {
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const rows = await db
      .selectFrom('merkle_leaf')
      .select(['id', 'kind', 'reference', 'content'])
      .where('tenant_id', '=', tenant)
      .where('id', '<', before)
      .orderBy('id', 'desc')
      .limit(leavesAPage)
      .execute();
    yield rows;
    if (rows.length < leavesAPage) return;
    before = rows.at(-1)!.id;
  }
}

/** Rows that should have a leaf and have none; answers only from the log's first one on. */
async function uncovered(db: Kysely<Database>, tenant: string): Promise<LogFault[]> {
  const { rows } = await sql<{ place: string }>`
    select 'evidence_version evidence_id ' || v.evidence_id || ', number ' || v.number as place
    from evidence_version v
    where v.tenant_id = ${tenant} and not exists (
      select from merkle_leaf l where l.tenant_id = ${tenant} and l.kind = 'evidence'
        and l.reference = v.evidence_id || '/' || v.number)
    union all
    select 'check_history id ' || h.id from check_history h
    where h.tenant_id = ${tenant} and h.subject = 'assessment'
      and h.id >= (select min(reference::bigint) from merkle_leaf
        where tenant_id = ${tenant} and kind = 'check-decision' and reference ~ '^[0-9]{1,18}$')
      and not exists (
        select from merkle_leaf l where l.tenant_id = ${tenant} and l.kind = 'check-decision'
          and l.reference = h.id::text)
    union all
    select 'audit_trail id ' || a.id from audit_trail a
    where coalesce(a.tenant_id, ${providerLog}) = ${tenant} and not exists (
      select from merkle_leaf l where l.tenant_id = ${tenant} and l.kind = 'act' and l.reference = a.id::text)
    order by 1 limit 1000`.execute(db);
  return rows.map(({ place }) => ({ tenant, place, detail: 'the log has no leaf of it' }));
}

/** What samples were drawn from lies beside their rows, which have its hash. */
async function changedPopulations(db: Kysely<Database>, tenant: string): Promise<LogFault[]> {
  const { rows } = await sql<{ sample: string }>`
    select s.id as sample from audit_sample s left join audit_sample_population p on p.sample_id = s.id
    where s.tenant_id = ${tenant}
      and encode(sha256(convert_to(p.entries, 'UTF8')), 'hex') is distinct from s.population_sha256
    order by s.id limit 1000`.execute(db);
  return rows.map(({ sample }) => ({
    tenant,
    place: `audit_sample_population sample_id ${sample}`,
    detail: 'its hash is not that of the sample',
  }));
}
