import { sql, type Transaction } from 'kysely';
import type { Database } from './tables.js';

/** Rows of one statement: they go as one JSON parameter, of which PostgreSQL takes up to 256 MiB. */
const rowsAStatement = 5000;

/**
 * Inserts rows; what is there already under the same key is overwritten, or stays when there is nothing but the key.
 * @param table name of the table, never of a user's making
 * @param keys columns of its primary key
 * @param rows all with the same columns
 * @param progress hears how many rows are in
 */
export async function upsertRows(
  trx: Transaction<Database>,
  table: keyof Database,
  keys: readonly string[],
  rows: readonly object[],
  progress?: (done: number, total: number) => void,
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]!);
  const list = sql.join(columns.map((column) => sql.ref(column)));
  const others = columns.filter((column) => !keys.includes(column));
  const change =
    others.length === 0
      ? sql`nothing`
      : sql`update set ${sql.join(others.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`))}`;
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    const some = rows.slice(at, at + rowsAStatement);
    await sql`insert into ${sql.table(table)} (${list})
      select ${list} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(some)}::jsonb)
      on conflict (${sql.join(keys.map((key) => sql.ref(key)))}) do ${change}`.execute(trx);
    progress?.(Math.min(at + rowsAStatement, rows.length), rows.length);
  }
}
