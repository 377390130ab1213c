import { type Kysely, sql } from 'kysely';
import { dayOf } from '../contract/german-day.js';
import type { Database } from './tables.js';

/** Days before a deadline on which a measure is called to mind; once more when it has passed. */
export const remindDays = 14;

/**
 * Notes in the history which measures are due soon or overdue: each once before its deadline and once after. A changed
 * deadline is called to mind anew.
 * @param now milliseconds since the epoch
 * @returns how many were noted now
 */
export async function noteReminders(db: Kysely<Database>, now: number): Promise<number> {
  const today = dayOf(now);
  const { numAffectedRows } = await sql`
    insert into plan_history (tenant_id, domain_id, subject, subject_id, action, at, by, old, new)
    select m.tenant_id, m.domain_id, 'measure', m.id::text, 'remind', ${new Date(now)}, 'grundwacht', null,
      json_build_object('deadline', m.deadline::text, 'due', due.kind, 'responsible', m.responsible)
    from measure m
    cross join lateral (select case when m.deadline < ${today}::date then 'overdue' else 'soon' end as kind) due
    where m.closed_at is null and m.deadline <= ${today}::date + ${remindDays}::int and not exists (
      select from plan_history h
      where h.tenant_id = m.tenant_id and h.domain_id = m.domain_id and h.subject = 'measure'
        and h.subject_id = m.id::text and h.action = 'remind'
        and h.new ->> 'deadline' = m.deadline::text and h.new ->> 'due' = due.kind)`.execute(db);
  return Number(numAffectedRows ?? 0);
}
