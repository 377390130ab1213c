import { type Kysely, sql } from 'kysely';
import type { AssessmentStatus } from '../contract/check.js';
import { dayOf, endOfDay, plusDays } from '../contract/german-day.js';
import {
  type CountedRequirement,
  type CountedSheet,
  type LayerTally,
  type PastAnswer,
  pastTallies,
} from '../isms/check/past-tallies.js';
import { tallyBy } from '../isms/check/tally.js';
import { type Counting, tallyRows } from './check-overview.js';
import { each } from './each.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** Further back nothing is recomputed. */
const mostDays = 800;
/** PostgreSQL takes 65,535 parameters a statement. */
const rowsAStatement = 2000;

/** A domain as it is checked by an edition. */
export interface CheckedEdition extends DomainKey {
  catalog: string;
}

/**
 * Keeps the check of today, of every domain and edition; the last of a day stands. Days of the past that have none are
 * computed from the history of the answers, once.
 * @param now milliseconds since the epoch
 * @param only tenant; undefined: all
 * @returns days that were recomputed
 */
export async function takeCheckSnapshots(db: Kysely<Database>, now: number, only?: string): Promise<number> {
  const wanted = only === undefined ? sql`true` : sql`s.tenant_id = ${only}`;
  await sql`
    insert into check_snapshot (tenant_id, domain_id, catalog_id, day, recomputed, layer, level,
      total, yes, partial, no, dispensable)
    select s.tenant_id, s.domain_id, s.catalog_id, ${dayOf(now)}::date, false, b.layer, s.level,
      sum(s.total), sum(s.yes), sum(s.partial), sum(s.no), sum(s.dispensable)
    from check_summary s join baustein b on b.catalog_id = s.catalog_id and b.id = s.baustein_id
    where ${wanted}
    group by s.tenant_id, s.domain_id, s.catalog_id, b.layer, s.level
    on conflict (tenant_id, domain_id, catalog_id, day, layer, level) do update set
      total = excluded.total, yes = excluded.yes, partial = excluded.partial, no = excluded.no,
      dispensable = excluded.dispensable, recomputed = false`.execute(db);
  const { rows } = await sql<CheckedEdition>`
    select distinct s.tenant_id as tenant, s.domain_id as domain, s.catalog_id as catalog from check_sheet s
    where ${wanted}`.execute(db);
  let days = 0;
  await each(rows, async (edition) => {
    days += await recomputePast(db, edition, now);
  });
  return days;
}

/** Days since the first answer that nobody counted; where what comes out is not what is there now, none. */
async function recomputePast(db: Kysely<Database>, edition: CheckedEdition, now: number): Promise<number> {
  const { tenant, domain, catalog } = edition;
  const { rows: history } = await sql<{ first: Date | null }>`
    select min(at) as first from check_history
    where tenant_id = ${tenant} and domain_id = ${domain} and subject = 'assessment'`.execute(db);
  const first = history[0]?.first?.getTime() ?? now;
  const { rows: known } = await sql<{ day: string }>`
    select distinct day::text as day from check_snapshot
    where tenant_id = ${tenant} and domain_id = ${domain} and catalog_id = ${catalog}`.execute(db);
  const missing = daysBetween(first, now).filter((day) => !known.some((each) => each.day === day));
  if (missing.length === 0) return 0;
  const answers = await answersOf(db, edition);
  const { sheets, requirements } = await modelledOf(db, edition);
  const ends = [...missing.map((day) => endOfDay(day).getTime()), Number.POSITIVE_INFINITY];
  const tallies = pastTallies(sheets, requirements, answers, ends);
  if (!sameSums(tallies.pop()!, await currentTallies(db, edition))) return 0;
  const rows = tallies.flatMap((some, at) =>
    some.map((tally) => ({
      ...{ tenant_id: tenant, domain_id: domain, catalog_id: catalog, day: missing[at]!, recomputed: true },
      ...tally,
    })),
  );
  const unique = ['tenant_id', 'domain_id', 'catalog_id', 'day', 'layer', 'level'] as const;
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    await db
      .insertInto('check_snapshot')
      .values(rows.slice(at, at + rowsAStatement))
      .onConflict((conflict) => conflict.columns([...unique]).doNothing())
      .execute();
  }
  return missing.length;
}

function daysBetween(first: number, now: number): string[] {
  const days: string[] = [];
  const today = dayOf(now);
  const oldest = plusDays(today, -mostDays);
  const begin = dayOf(first);
  for (let day = begin < oldest ? oldest : begin; day < today; day = plusDays(day, 1)) days.push(day);
  return days;
}

async function answersOf(
  db: Kysely<Database>,
  { tenant, domain, catalog }: CheckedEdition,
): Promise<PastAnswer[]> {
  const { rows } = await sql<{
    scope: string;
    requirement: string;
    at: Date;
    status: AssessmentStatus | null;
  }>`
    select h.scope_id as scope, h.what as requirement, h.at,
      case h.action when 'delete' then null else h.new ->> 'status' end as status
    from check_history h
    join requirement r on r.catalog_id = ${catalog} and r.id = h.what and not r.withdrawn
    where h.tenant_id = ${tenant} and h.domain_id = ${domain} and h.subject = 'assessment'
      and (h.action = 'delete' or h.new ->> 'status' is not null)
    order by h.at, h.id`.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

async function modelledOf(db: Kysely<Database>, { tenant, domain, catalog }: CheckedEdition) {
  const { rows: sheets } = await sql<CountedSheet>`
    select s.scope_id as scope, o.group_id as "group", s.baustein_id as baustein
    from check_sheet s left join target_object o on o.id = s.target_object_id
    where s.tenant_id = ${tenant} and s.domain_id = ${domain} and s.catalog_id = ${catalog}`.execute(db);
  const { rows: requirements } = await sql<CountedRequirement>`
    select r.id, r.sheet_id as baustein, b.layer, r.sheet_level as level
    from requirement r join baustein b on b.catalog_id = r.catalog_id and b.id = r.sheet_id
    where r.catalog_id = ${catalog} and not r.withdrawn`.execute(db);
  return { sheets, requirements };
}

/** @returns the check as it is, by layer and level; of one layer or of all */
export async function currentTallies(
  db: Kysely<Database>,
  { tenant, domain, catalog }: CheckedEdition,
  layer?: string,
): Promise<LayerTally[]> {
  const profile: Counting = { levels: ['B', 'S', 'H'], excluded: [], tags: [] };
  const rows = (await tallyRows(db, { tenant, domain }, catalog, profile)).filter(
    (row) => row.total > 0 && (layer === undefined || row.layer === layer),
  );
  return tallyBy(
    rows,
    (row) => `${row.layer} ${row.level}`,
    (row) => ({ layer: row.layer, level: row.level }),
  ).map(({ open: _, ...tally }) => tally);
}

function sameSums(one: readonly LayerTally[], other: readonly LayerTally[]): boolean {
  const told = (some: readonly LayerTally[]): string =>
    some
      .map(({ layer, level, total, yes, partial, no, dispensable }) =>
        [layer, level, total, yes, partial, no, dispensable].join(' '),
      )
      .sort()
      .join('\n');
  return told(one) === told(other);
}
