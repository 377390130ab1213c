import { createGzip } from 'node:zlib';
import pg from 'pg';
import { GrundwachtError } from '../contract/errors.js';
import { copyOut } from '../postgres/copy.js';

/** A segment of the manifest, as a backup needs it. */
export interface DumpedSegment {
  /** Relative to the store's folder. */
  path: string;
  /** Hex. */
  sha256: string;
  bytes: number;
  rows: number;
  /** Whether a filter lies beside it. */
  filter: boolean;
}

/** A table's rows, gzip of what PostgreSQL's `copy` writes. */
export interface DumpedTable {
  name: string;
  columns: string[];
  content: AsyncIterable<Uint8Array>;
}

/** What migrations note of themselves: making the tables writes it anew. */
const ownTables = ['kysely_migration', 'kysely_migration_lock'];

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The database as it is at one moment: everything is read in one transaction, while others write on.
 */
export class DatabaseSnapshot {
  readonly #client: pg.Client;
  /** When it is of, ISO. */
  readonly at: string;

  private constructor(client: pg.Client, at: string) {
    this.#client = client;
    this.at = at;
  }

  /**
   * @param url of the database; its account has to see every row
   * @throws GrundwachtError DATABASE_UNAVAILABLE
   */
  static async open(url: string): Promise<DatabaseSnapshot> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'grundwacht backup',
      // Policies let the owner see every tenant when it says so.
      options: '-c grundwacht.tenants=*',
    });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(
        `set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres';
         set extra_float_digits = 3; begin isolation level repeatable read read only`,
      );
      await refuseHidden(client);
      const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at');
      return new DatabaseSnapshot(client, rows[0]!.at.toISOString());
    } catch (cause) {
      await client.end().catch(() => undefined);
      throw new GrundwachtError('DATABASE_UNAVAILABLE', (cause as Error).message, { cause });
    }
  }

  async #rows<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.#client.query<T>(text, values)).rows;
  }

  async migrations(): Promise<string[]> {
    const rows = await this.#rows<{ name: string }>('select name from kysely_migration order by name');
    return rows.map(({ name }) => name);
  }

  async segments(): Promise<DumpedSegment[]> {
    const rows = await this.#rows<{
      path: string;
      sha256: string;
      bytes: string;
      rows: string;
      filter: boolean;
    }>(
      `select path, encode(sha256, 'hex') as sha256, bytes, rows, filter_bytes is not null as filter
       from event_segment order by created_at, id`,
    );
    return rows.map((row) => ({ ...row, bytes: Number(row.bytes), rows: Number(row.rows) }));
  }

  /** Bytes of the database on its disk, for an estimate. */
  async size(): Promise<number> {
    const [row] = await this.#rows<{ size: string }>('select pg_database_size(current_database()) as size');
    return Number(row!.size);
  }

  /** One after the other: a table's content has to be read before the next is asked for. */
  async *tables(): AsyncGenerator<DumpedTable, void, void> {
    const tables = await this.#rows<{ name: string; columns: string[] }>(
      `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all ($1)
         and not a.attisdropped and a.attgenerated = ''
       group by c.relname order by c.relname`,
      [ownTables],
    );
    for (const { name, columns } of tables) {
      const list = columns.map(identifier).join(', ');
      const rows = copyOut(this.#client, `copy ${identifier(name)} (${list}) to stdout`);
      yield { name, columns, content: zipped(rows) };
    }
  }

  async sequences(): Promise<{ name: string; value: number; called: boolean }[]> {
    const names = await this.#rows<{ name: string }>(
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname`,
    );
    const found: { name: string; value: number; called: boolean }[] = [];
    for (const { name } of names) {
      const [row] = await this.#rows<{ last_value: string; is_called: boolean }>(
        `select last_value, is_called from ${identifier(name)}`,
      );
      found.push({ name, value: Number(row!.last_value), called: row!.is_called });
    }
    return found;
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}

/**
 * Rows that a policy hides would be missing silently.
 * @throws Error unless the account owns every table and sees every row of it
 */
async function refuseHidden(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and row_security_active(c.oid) and not exists (
         select from pg_policy p where p.polrelid = c.oid and p.polname = 'owner_rows'
           and (select oid from pg_roles where rolname = current_user) = any (p.polroles))`,
  );
  if (rows.length === 0) return;
  throw new Error(
    `the user of the database may not see every row of ${rows.map(({ name }) => name).join(', ')}: back up as their owner`,
  );
}

/** gzip has no time in its head here, so that a table that did not change is the same content. */
async function* zipped(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const gzip = createGzip({ level: 3 });
  const feeding = (async () => {
    try {
      for await (const chunk of content) {
        if (!gzip.write(chunk)) await new Promise<void>((go) => gzip.once('drain', go));
      }
      gzip.end();
    } catch (error) {
      gzip.destroy(error as Error);
    }
  })();
  yield* gzip;
  await feeding;
}
