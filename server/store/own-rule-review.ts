import type { Kysely } from 'kysely';
import type { Author } from './rule-state-history.js';
import type { Database } from './tables.js';

/** @returns whether a second person has to approve what comes into force */
export async function reviewRequired(db: Kysely<Database>, tenant: string): Promise<boolean> {
  const row = await db
    .selectFrom('own_rule_review')
    .select('required')
    .where('tenant_id', '=', tenant)
    .executeTakeFirst();
  return row?.required ?? false;
}

/** Says whether a second person has to approve what comes into force from now on. */
export async function requireReview(
  db: Kysely<Database>,
  tenant: string,
  required: boolean,
  { by, now }: Author,
): Promise<void> {
  const said = { required, updated_at: new Date(now), updated_by: by };
  await db
    .insertInto('own_rule_review')
    .values({ tenant_id: tenant, ...said })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(said))
    .execute();
}
