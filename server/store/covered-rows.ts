import { type Kysely, sql, type Transaction } from 'kysely';
import type { LeafKind } from '../contract/evidence.js';
import { type CoveredRow, type CoveredTableName, coveredTables, plainRow } from '../evidence/covered.js';
import { canonicalJson } from '../evidence/verify/canonical.js';
import { appendLeaves } from './merkle-log.js';
import type { Database } from './tables.js';

/** A row to be covered, by its key. */
export interface RowKey {
  table: CoveredTableName;
  key: Record<string, unknown>;
}

/** A leaf that covers rows as they are now. */
export interface RowsLeaf {
  tenantId: string;
  kind: LeafKind;
  reference: string;
  rows: readonly RowKey[];
  /** Ids of what was deleted with rows of others. */
  removed?: readonly string[];
}

/**
 * Appends leaves with rows as the transaction has written them; a row that is not there is covered as gone.
 * `grundwacht verify` compares them.
 */
export async function coverRows(trx: Transaction<Database>, leaves: readonly RowsLeaf[]): Promise<void> {
  if (leaves.length === 0) return;
  const read = await readRows(
    trx,
    leaves.flatMap(({ rows }) => rows),
  );
  await appendLeaves(
    trx,
    leaves.map(({ rows, removed, ...leaf }) => ({
      ...leaf,
      content: {
        rows: rows.map(({ table, key }): CoveredRow => ({ table, key, values: read(table, key) })),
        ...(removed === undefined ? {} : { removed }),
      },
    })),
  );
}

const keysAStatement = 5000;

/** @returns finds each of the rows, as it is covered; null: it is not there */
export async function readRows(
  db: Kysely<Database>,
  wanted: readonly { table: CoveredTableName; key: Record<string, unknown> }[],
): Promise<(table: CoveredTableName, key: Record<string, unknown>) => Record<string, unknown> | null> {
  const found = new Map<string, Record<string, unknown>>();
  for (const table of new Set(wanted.map((row) => row.table))) {
    const keys = wanted.filter((row) => row.table === table).map(({ key }) => key);
    for (let at = 0; at < keys.length; at += keysAStatement) {
      for (const row of await rowsOf(db, table, keys.slice(at, at + keysAStatement))) {
        found.set(idOf(table, row), row);
      }
    }
  }
  return (table, key) => found.get(idOf(table, key)) ?? null;
}

/** @returns names a row among all that leaves cover */
export function idOf(table: CoveredTableName, row: Record<string, unknown>): string {
  return `${table} ${canonicalJson(coveredTables[table].key.map((name) => row[name]))}`;
}

async function rowsOf(
  db: Kysely<Database>,
  table: CoveredTableName,
  keys: readonly Record<string, unknown>[],
): Promise<Record<string, unknown>[]> {
  const columns = coveredTables[table].key;
  const wanted = sql.join(columns.map((name) => sql.ref(`k.${name}`)));
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select row_to_json(t) as row
    from (select distinct ${wanted}
      from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(keys)}::json) k) k
    join ${sql.table(table)} t on ${sql.join(
      columns.map((name) => sql`${sql.ref(`t.${name}`)} = ${sql.ref(`k.${name}`)}`),
      sql` and `,
    )}`.execute(db);
  return rows.map(({ row }) => plainRow(table, row));
}
