import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from './tables.js';

let opened = 0;

/**
 * Reads a query's rows in batches through a cursor of the transaction, so that no result is held as a whole.
 * @param batch rows that are fetched at once
 */
export async function* streamRows<T>(
  trx: Transaction<Database>,
  query: RawBuilder<T>,
  batch = 2000,
): AsyncGenerator<T> {
  opened += 1;
  const cursor = sql.ref(`rows_${opened}`);
  await sql`declare ${cursor} no scroll cursor for ${query}`.execute(trx);
  for (;;) {
    const { rows } = await sql<T>`fetch forward ${sql.lit(batch)} from ${cursor}`.execute(trx);
    yield* rows;
    if (rows.length < batch) break;
  }
  await sql`close ${cursor}`.execute(trx);
}
