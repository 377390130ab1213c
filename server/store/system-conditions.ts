import type { Kysely, Selectable } from 'kysely';
import type { SystemConditionTable } from './operations-tables.js';
import type { Database } from './tables.js';

/** Something that is wrong with the system, or was. */
export interface SystemCondition {
  id: number;
  name: string;
  /** What it is about, such as a file or a source; empty: the whole. */
  subject: string;
  /** Tenant that it is told to; null: to all. */
  tenant: string | null;
  /** ISO. */
  began_at: string;
  ended_at: string | null;
  message: string;
  facts: Record<string, string>;
}

/** @returns those that are not over */
export async function openConditions(db: Kysely<Database>): Promise<SystemCondition[]> {
  const rows = await db
    .selectFrom('system_condition')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(toCondition);
}

/** @returns those of the whole installation that are over, the newest first */
export async function pastConditions(db: Kysely<Database>, limit: number): Promise<SystemCondition[]> {
  const rows = await db
    .selectFrom('system_condition')
    .selectAll()
    .where('ended_at', 'is not', null)
    .where('about', 'is', null)
    .orderBy('ended_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toCondition);
}

/** Notes that something has become wrong; one that is open already stays as it is. */
export async function beginCondition(
  db: Kysely<Database>,
  { name, subject, tenant, message, facts }: Omit<SystemCondition, 'id' | 'began_at' | 'ended_at'>,
  now: number,
): Promise<void> {
  await db
    .insertInto('system_condition')
    .values({
      name,
      subject,
      about: tenant,
      began_at: new Date(now),
      message,
      facts: JSON.stringify(facts),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Notes that it is over. */
export async function endCondition(
  db: Kysely<Database>,
  { name, subject, tenant }: Pick<SystemCondition, 'name' | 'subject' | 'tenant'>,
  now: number,
): Promise<void> {
  await db
    .updateTable('system_condition')
    .set({ ended_at: new Date(now) })
    .where('name', '=', name)
    .where('subject', '=', subject)
    .where('about', tenant === null ? 'is' : '=', tenant)
    .where('ended_at', 'is', null)
    .execute();
}

function toCondition({
  about,
  began_at,
  ended_at,
  ...row
}: Selectable<SystemConditionTable>): SystemCondition {
  return {
    ...row,
    tenant: about,
    began_at: began_at.toISOString(),
    ended_at: ended_at?.toISOString() ?? null,
  };
}
