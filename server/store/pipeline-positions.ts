import type { Kysely } from 'kysely';
import type { Database } from './tables.js';

/**
 * @param name a stage of the pipeline, such as `alerted`
 * @returns the journal position up to which that stage is done; 0 when it never ran
 */
export async function getPipelinePosition(db: Kysely<Database>, name: string): Promise<number> {
  const row = await db
    .selectFrom('pipeline_position')
    .select('position')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.position ?? 0;
}

/**
 * Remembers how far a stage is done.
 * @param position journal position
 * @param now milliseconds since the epoch
 */
export async function setPipelinePosition(
  db: Kysely<Database>,
  name: string,
  position: number,
  now: number,
): Promise<void> {
  const values = { position, updated_at: new Date(now) };
  await db
    .insertInto('pipeline_position')
    .values({ name, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute();
}
