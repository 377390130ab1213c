import { type Kysely, sql } from 'kysely';
import { dayOf } from '../contract/german-day.js';
import type { RequirementLevel } from '../contract/isms.js';
import type { ComplianceTrend, TrendPoint } from '../contract/overview.js';
import type { LayerTally } from '../isms/check/past-tallies.js';
import { tallyBy, withOpen } from '../isms/check/tally.js';
import { type CheckedEdition, currentTallies } from './check-snapshots.js';
import type { Database } from './tables.js';

/** What a trend shows: so many points at most, the latest of each step. */
const mostPoints = 120;

/**
 * @param from first day, `YYYY-MM-DD`
 * @param filter levels that count; layer: of this one alone
 * @returns the check day by day, or in longer steps where there are many; the last is of now
 */
export async function checkTrend(
  db: Kysely<Database>,
  { catalog, ...key }: CheckedEdition,
  { from, levels, layer }: { from: string; levels: readonly RequirementLevel[]; layer?: string | undefined },
  now: number,
): Promise<ComplianceTrend> {
  const today = dayOf(now);
  const { rows } = await sql<Omit<LayerTally, 'layer'> & { day: string; recomputed: boolean }>`
    select day::text as day, bool_or(recomputed) as recomputed, level, sum(total)::int as total, sum(yes)::int as yes,
      sum(partial)::int as partial, sum(no)::int as no, sum(dispensable)::int as dispensable
    from check_snapshot
    where tenant_id = ${key.tenant} and domain_id = ${key.domain} and catalog_id = ${catalog}
      and day >= ${from}::date and day < ${today}::date and level = any(${[...levels]}::text[])
      ${layer === undefined ? sql`` : sql`and layer = ${layer}`}
    group by day, level order by day`.execute(db);
  const current = (await currentTallies(db, { ...key, catalog }, layer)).filter(({ level }) =>
    levels.includes(level),
  );
  const days = new Map<string, TrendPoint>();
  for (const { day, recomputed, ...tally } of [
    ...rows,
    ...tallyBy(
      current.map((each) => ({ level: each.level, ...withOpen(each) })),
      ({ level }) => level,
      ({ level }) => ({ level, day: today, recomputed: false }),
    ),
  ]) {
    const point = days.get(day) ?? { day, recomputed, levels: [] };
    point.levels.push({ level: tally.level, ...withOpen(tally) });
    days.set(day, point);
  }
  const points = [...days.values()];
  for (const point of points) {
    point.levels.sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
  }
  const step = Math.ceil(points.length / mostPoints);
  const recomputed_until = points.findLast(({ recomputed }) => recomputed)?.day ?? null;
  return {
    catalog,
    recomputed_until,
    points: points.filter((_, at) => (points.length - 1 - at) % step === 0),
  };
}

/** @returns the check of a day by level, or of the last day before that was counted, at most a week; null: nothing is known */
export async function checkOn(
  db: Kysely<Database>,
  { tenant, domain, catalog }: CheckedEdition,
  day: string,
  levels: readonly RequirementLevel[],
): Promise<TrendPoint | null> {
  const { rows } = await sql<Omit<LayerTally, 'layer'> & { day: string; recomputed: boolean }>`
    select day::text as day, bool_or(recomputed) as recomputed, level, sum(total)::int as total, sum(yes)::int as yes,
      sum(partial)::int as partial, sum(no)::int as no, sum(dispensable)::int as dispensable
    from check_snapshot
    where tenant_id = ${tenant} and domain_id = ${domain} and catalog_id = ${catalog}
      and level = any(${[...levels]}::text[])
      and day = (select max(day) from check_snapshot where tenant_id = ${tenant} and domain_id = ${domain}
        and catalog_id = ${catalog} and day <= ${day}::date and day > ${day}::date - 7)
    group by day, level`.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  return {
    day: row.day,
    recomputed: row.recomputed,
    levels: levels.flatMap((level) => {
      const counted = rows.find((each) => each.level === level);
      return counted === undefined ? [] : [{ level, ...withOpen(counted) }];
    }),
  };
}
