import { type Kysely, sql } from 'kysely';
import type { Alert } from '../contract/alert.js';
import type { CaseDetail, CaseObject } from '../contract/case.js';
import { toAlert } from './alerts.js';
import { readLessons } from './case-lessons.js';
import { type CaseSight, getCase } from './case-list.js';
import { readReports } from './case-reports.js';
import { readTimeline } from './case-timeline.js';
import { readEvidence, readTasks } from './case-work.js';
import type { Database } from './tables.js';

/** @throws GrundwachtError NOT_FOUND also of a case that they do not see */
export async function readCase(
  db: Kysely<Database>,
  id: string,
  sight: CaseSight,
  now: number,
): Promise<CaseDetail> {
  const found = await getCase(db, id, sight, now);
  const [alerts, target_objects, tasks, timeline, evidence, kept_events, reports, lessons] =
    await Promise.all([
      readAlerts(db, id),
      readObjects(db, id),
      readTasks(db, id),
      readTimeline(db, id),
      readEvidence(db, id),
      countKept(db, id),
      readReports(db, id),
      readLessons(db, id),
    ]);
  return { ...found, alerts, target_objects, tasks, timeline, evidence, kept_events, reports, lessons };
}

async function readAlerts(db: Kysely<Database>, id: string): Promise<Alert[]> {
  const rows = await db
    .selectFrom('case_alert as c')
    .innerJoin('alert as a', 'a.id', 'c.alert_id')
    .selectAll('a')
    .where('c.case_id', '=', id)
    .orderBy('a.last_seen', 'desc')
    .orderBy('a.id')
    .execute();
  return rows.map(toAlert);
}

async function readObjects(db: Kysely<Database>, id: string): Promise<CaseObject[]> {
  return db
    .selectFrom('case_target_object as c')
    .innerJoin('target_object as o', 'o.id', 'c.target_object_id')
    .select(['o.id', 'o.domain_id as domain', 'o.key', 'o.name', 'o.type', 'o.owner'])
    .where('c.case_id', '=', id)
    .orderBy('o.key')
    .execute();
}

async function countKept(db: Kysely<Database>, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct e.event_id)::int as count from case_alert c
    join alert_event e on e.alert_id = c.alert_id where c.case_id = ${id}`.execute(db);
  return rows[0]?.count ?? 0;
}
