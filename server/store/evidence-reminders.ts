import { type Kysely, sql } from 'kysely';
import { dayOf } from '../contract/german-day.js';
import { expiringDays } from './evidence-list.js';
import type { Database } from './tables.js';

/**
 * Notes in the history which evidence expires soon or has expired: each once before the end of its validity and once
 * after. A changed end is called to mind anew.
 * @param now milliseconds since the epoch
 * @returns how many were noted now
 */
export async function noteEvidenceReminders(db: Kysely<Database>, now: number): Promise<number> {
  const today = dayOf(now);
  const { numAffectedRows } = await sql`
    insert into plan_history (tenant_id, domain_id, subject, subject_id, action, at, by, old, new)
    select e.tenant_id, e.domain_id, 'evidence', e.id::text, 'remind', ${new Date(now)}, 'grundwacht', null,
      json_build_object('valid_until', e.valid_until::text, 'due', due.kind, 'title', e.title)
    from evidence e
    cross join lateral (select case when e.valid_until < ${today}::date then 'expired' else 'soon' end as kind) due
    where e.withdrawn_at is null and e.valid_until <= ${today}::date + ${expiringDays}::int and not exists (
      select from plan_history h
      where h.tenant_id = e.tenant_id and h.domain_id = e.domain_id and h.subject = 'evidence'
        and h.subject_id = e.id::text and h.action = 'remind'
        and h.new ->> 'valid_until' = e.valid_until::text and h.new ->> 'due' = due.kind)`.execute(db);
  return Number(numAffectedRows ?? 0);
}
