import { type Kysely, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { appRole } from './migrations/tenant-policy.js';
import type { Database } from './tables.js';

/**
 * Makes sure that the role exists which the API's connections have. Roles belong to the whole PostgreSQL: another
 * database of it may be making the same one at this moment.
 * @param db as the owner of the database
 * @throws GrundwachtError DATABASE_ROLE_MISSING with the statements to be executed as superuser
 */
export async function ensureAppRole(db: Kysely<Database>): Promise<void> {
  try {
    await sql.raw(creation).execute(db);
  } catch (cause) {
    if ((cause as { code?: string }).code !== '42501') throw cause;
    throw new GrundwachtError('DATABASE_ROLE_MISSING', await whatToDo(db), { cause });
  }
}

const creation = `do $$ begin
  if not exists (select from pg_roles where rolname = '${appRole}') then
    create role ${appRole} nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
    grant ${appRole} to current_user;
  end if;
exception when duplicate_object or unique_violation then null;
end $$`;

async function whatToDo(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ owner: string }>`select quote_ident(current_user) as owner`.execute(db);
  return (
    `the role ${appRole} is missing and this user may not create it; execute as superuser: ` +
    `create role ${appRole} login password '...'; grant ${appRole} to ${rows[0]!.owner};`
  );
}
