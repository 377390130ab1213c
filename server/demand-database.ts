import { type Kysely, sql } from 'kysely';
import { GrundwachtError } from './contract/errors.js';
import type { Database } from './store/tables.js';

/**
 * Asks a database for the first time.
 * @param url of its connections
 * @param setting that names it, such as `database.url`
 * @throws GrundwachtError DATABASE_UNAVAILABLE with the place that was asked, as whom, and what came of it
 */
export async function demandDatabase(db: Kysely<Database>, url: string, setting: string): Promise<void> {
  try {
    await sql`select 1`.execute(db);
  } catch (cause) {
    throw new GrundwachtError('DATABASE_UNAVAILABLE', `${setting}, ${placeOf(url)}: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

/** Never with the password. */
function placeOf(text: string): string {
  if (!URL.canParse(text)) return 'which is no address such as postgres://user:password@host:5432/database';
  const { username, host, pathname, searchParams } = new URL(text);
  return `${username || 'no user'} at ${host || (searchParams.get('host') ?? 'this machine')}${pathname}`;
}

/** A name with several addresses fails with an error for each, and says nothing itself. */
function reasonOf(cause: unknown): string {
  const { message, errors = [] } = cause as Error & { errors?: Error[] };
  return message || errors.map((error) => error.message).join('; ');
}
