import { type Kysely, sql } from 'kysely';
import { dayOf, endOfDay, yearBefore } from '../contract/german-day.js';
import type { Compared, FigureName } from '../contract/management.js';
import { figureNames } from '../contract/management.js';
import { levelsOf } from '../isms/risk/stated-risk.js';
import type { VersionedSignal } from '../signal/definitions.js';
import { attentionCounts } from './attention.js';
import { listContradictions } from './contradictions.js';
import { listDomains } from './domains.js';
import { each } from './each.js';
import { getRiskMatrix } from './risk-matrix.js';
import { countedRisks } from './risk-overview.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** The signal that measures how many systems that are to log are heard. */
const coverageSignal = 'log-coverage';

export type Figures = Partial<Record<FigureName, number>>;

/**
 * @param catalog that the domain is assessed by
 * @param contradicted how many answers signals contradict
 * @param now milliseconds since the epoch
 * @returns figures of a domain as they are; what was never measured is left out
 */
export async function domainFigures(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  contradicted: number,
  now: number,
): Promise<Figures> {
  const { evidence, unmodelled } = await attentionCounts(db, key, catalog, now);
  const risks = await riskCounts(db, key);
  const coverage = await logCoverage(db, key);
  return {
    ...(await countedFigures(db, key, catalog, now)),
    contradicted,
    evidence_expiring: evidence,
    objects_unmodelled: unmodelled,
    risks_high: risks.high + risks.very_high,
    ...(coverage && { systems_heard: coverage.heard, systems_to_log: coverage.systems }),
  };
}

async function countedFigures(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  now: number,
): Promise<Figures> {
  const today = dayOf(now);
  const { rows } = await sql<Figures>`
    select
      (select count(*)::int from measure where tenant_id = ${tenant} and domain_id = ${domain}
        and closed_at is null) as measures_open,
      (select count(*)::int from measure where tenant_id = ${tenant} and domain_id = ${domain}
        and closed_at is null and deadline < ${today}::date) as measures_overdue,
      (select count(*)::int from finding where tenant_id = ${tenant} and domain_id = ${domain}
        and closed_at is null) as findings_open,
      (select count(*)::int from evidence where tenant_id = ${tenant} and domain_id = ${domain}
        and withdrawn_at is null and valid_until < ${today}::date) as evidence_expired,
      (select count(*)::int from assessment where tenant_id = ${tenant} and domain_id = ${domain}
        and catalog_id = ${catalog} and assessed_on < ${yearBefore(today)}::date) as answers_outdated`.execute(
    db,
  );
  return rows[0]!;
}

/** @returns how many risks are left on which level: after their treatment, or as they are where nobody has treated them yet */
export async function riskCounts(db: Kysely<Database>, key: DomainKey) {
  const counts = { low: 0, medium: 0, high: 0, very_high: 0, unsigned: 0 };
  const { cells } = await getRiskMatrix(db, key);
  for (const risk of await countedRisks(db, key)) {
    if (risk.relevance !== 'direct') continue;
    const { before, after } = levelsOf(cells, risk);
    const level = risk.treatment === 'avoid' ? null : (after ?? before);
    if (level !== null) counts[level] += risk.count;
    if (!risk.signed) counts.unsigned += risk.count;
  }
  return counts;
}

/** @returns what the signal on the coverage of central logging saw last; undefined: it never measured */
export async function logCoverage(db: Kysely<Database>, { tenant, domain }: DomainKey) {
  const row = await db
    .selectFrom('signal_state as s')
    .innerJoin('observation as o', 'o.id', 's.observation_id')
    .select(['o.figures', 'o.observed_at'])
    .where('s.tenant_id', '=', tenant)
    .where('s.domain_id', '=', domain)
    .where('s.signal_id', '=', coverageSignal)
    .where('s.target_object_id', 'is', null)
    .executeTakeFirst();
  const heard = Number(row?.figures['heard']);
  const systems = Number(row?.figures['objects']);
  if (row === undefined || !Number.isInteger(heard) || !Number.isInteger(systems)) return undefined;
  return { heard, systems, at: row.observed_at.toISOString() };
}

/**
 * Keeps the figures of today of every domain; the last of a day stand.
 * @param db the program's own, which sees every tenant
 */
export async function keepFigures(
  db: Kysely<Database>,
  signals: readonly VersionedSignal[],
  now: number,
): Promise<void> {
  await each(await listDomains(db), async ({ tenant, id: domain, catalog, status }) => {
    if (status === 'retired') return;
    const key = { tenant, domain };
    const { length: contradicted } = await listContradictions(db, key, catalog, signals, now);
    const figures = await domainFigures(db, key, catalog, contradicted, now);
    const rows = Object.entries(figures).map(([name, value]) => {
      return { tenant_id: tenant, domain_id: domain, day: dayOf(now), recomputed: false, name, value };
    });
    await db
      .insertInto('domain_figure')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'domain_id', 'day', 'name'])
          .doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
      )
      .execute();
  });
}

/**
 * @param before day, `YYYY-MM-DD`
 * @returns figures beside those of that day, or of a day up to a week before
 */
export async function comparedFigures(
  db: Kysely<Database>,
  key: DomainKey,
  now: Figures,
  before: string,
): Promise<Record<FigureName, Compared>> {
  const { rows } = await sql<{ name: string; value: number }>`
    select name, value from domain_figure
    where tenant_id = ${key.tenant} and domain_id = ${key.domain}
      and day = (select max(day) from domain_figure where tenant_id = ${key.tenant} and domain_id = ${key.domain}
        and day <= ${before}::date and day > ${before}::date - 7)`.execute(db);
  const kept = new Map(rows.map(({ name, value }) => [name, value]));
  const past = kept.size > 0 ? {} : await pastFigures(db, key, before);
  const compared = figureNames.map((name): [FigureName, Compared] => [
    name,
    {
      now: now[name] ?? null,
      before: kept.get(name) ?? past[name] ?? null,
      recomputed: !kept.has(name) && past[name] !== undefined,
    },
  ]);
  return Object.fromEntries(compared) as Record<FigureName, Compared>;
}

/** What the history tells of the end of a day: measures and findings that were open then. */
async function pastFigures(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  day: string,
): Promise<Figures> {
  const end = endOfDay(day);
  const { rows } = await sql<{ measures_open: number; findings_open: number; known: boolean }>`
    select
      (select coalesce(sum(delta), 0)::int from measure_transition
        where tenant_id = ${tenant} and domain_id = ${domain} and at < ${end}) as measures_open,
      (select count(*)::int from finding f
        join lateral (select min(at) as at from plan_history h where h.tenant_id = ${tenant}
          and h.domain_id = ${domain} and h.subject = 'finding' and h.subject_id = f.id::text) made on true
        where f.tenant_id = ${tenant} and f.domain_id = ${domain} and made.at < ${end}
          and (f.closed_at is null or f.closed_at >= ${end})) as findings_open,
      exists (select from check_history where tenant_id = ${tenant} and domain_id = ${domain}
        and at < ${end}) as known`.execute(db);
  const { known, ...figures } = rows[0]!;
  return known ? figures : {};
}
