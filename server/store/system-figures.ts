import { type Kysely, sql } from 'kysely';
import type { Database } from './tables.js';

/** What PostgreSQL knows of sizes and sums. */
export interface SystemFigures {
  /** Of PostgreSQL. */
  version: string;
  /** Bytes of the database. */
  bytes: number;
  ledger: { received: number; stored: number; rejected: number; unparsed: number };
  /** Bytes of stored events that arrived in the last seven days. */
  weekBytes: number;
}

/** @param now milliseconds since the epoch */
export async function systemFigures(db: Kysely<Database>, now: number): Promise<SystemFigures> {
  const { rows } = await sql<{
    version: string;
    bytes: number;
    received: number;
    stored: number;
    rejected: number;
    unparsed: number;
    week: number;
  }>`select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
      s.*, (select coalesce(sum(bytes), 0)::bigint from event_segment
        where received_to >= ${new Date(now - 7 * 86_400_000)}) as week
    from (select coalesce(sum(received), 0)::bigint as received, coalesce(sum(stored), 0)::bigint as stored,
      coalesce(sum(rejected), 0)::bigint as rejected, coalesce(sum(unparsed), 0)::bigint as unparsed
      from source) s`.execute(db);
  const { version, bytes, week, ...ledger } = rows[0]!;
  return { version, bytes, ledger, weekBytes: week };
}
