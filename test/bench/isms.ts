import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { type CompiledQuery, type Kysely, sql, type Transaction } from 'kysely';
import type { Profile } from '../../server/contract/modelling.js';
import type { KompendiumIndex } from '../../server/isms/catalog/catalog-index.js';
import { readCommittedIndex } from '../../server/isms/catalog/committed.js';
import { approachProfiles } from '../../server/isms/modelling/profile.js';
import { signalDefinitions } from '../../server/signal/definitions.js';
import { type AskedFilter, listAskedRequirements } from '../../server/store/asked-requirements.js';
import { requirementTallies } from '../../server/store/assessment-tally.js';
import { setAssessment } from '../../server/store/assessments.js';
import { attention } from '../../server/store/attention.js';
import { installCatalogIndex } from '../../server/store/catalog-index-rows.js';
import { checkOverview, overviewQueries } from '../../server/store/check-overview.js';
import { checkQuestions } from '../../server/store/check-questions.js';
import { listSheets } from '../../server/store/check-sheets.js';
import { openDatabase, openScopedDatabase } from '../../server/store/database.js';
import { findDomain } from '../../server/store/domains.js';
import { heatMap, objectHeatMap } from '../../server/store/heat-map.js';
import { migrate } from '../../server/store/migrations/index.js';
import { appRole } from '../../server/store/migrations/tenant-policy.js';
import type { DomainKey } from '../../server/store/structure-history.js';
import type { Database } from '../../server/store/tables.js';
import { withTenants } from '../../server/store/tenant-scope.js';
import { startTestDatabase, type Teardown } from '../helpers/postgres.js';
import { percentiles } from './measure.js';

const now = Date.parse('2026-11-22T00:00:00Z');
const catalog = 'kompendium-2023';
const objects = 5000;
const assessments = 400_000;
const runs = 40;

/**
 * The check of a domain at scale: 5,000 target objects with 400,000 answers. The overview, a page of the interview and
 * the storing of an answer, with PostgreSQL syncing as in operation, as its owner; what the API reads, with row-level
 * security; and the plans of the overview's statements.
 */
export async function measureCheck(scope: Teardown): Promise<object> {
  const { url } = await startTestDatabase(scope, 'empty', []);
  const db = openDatabase(url, { connections: 1 });
  scope.teardown(() => db.destroy());
  await migrate(db);
  const index = (await readCommittedIndex(catalog)) as KompendiumIndex;
  await db.transaction().execute((trx) => installCatalogIndex(trx, index, now));
  const key = await findDomain(db, 'default', undefined);
  const seeded = await fillCheck(db, key);
  const profile = approachProfiles.kern;
  const all = { ...profile, tags: [] };
  const [{ scope_id: object, baustein_id: baustein }] = seeded.samples as [Sample, ...Sample[]];
  const cpuBefore = await cpuOf(db);
  const overview = await timed(runs, () => checkOverview(db, key, catalog, all));
  const cpu = (await cpuOf(db)) - cpuBefore;
  const sheets = await timed(runs, () => listSheets(db, key, catalog, { object, levels: all.levels }));
  const questions = await timed(runs, () => checkQuestions(db, key, catalog, baustein, object));
  const answers = await timed(runs, (at) => storeAnswer(db, key, seeded.samples[at]!));
  const compliance = await measureCompliance(db, key, all);
  const api = openScopedDatabase(url, { assume: appRole, connections: 1 });
  scope.teardown(() => api.destroy());
  const inScope = <T>(work: () => Promise<T>) => timed(runs, () => withTenants(['default'], work));
  const separated = {
    overview_ms: percentiles(await inScope(() => checkOverview(api, key, catalog, all))),
    questions_ms: percentiles(await inScope(() => checkQuestions(api, key, catalog, baustein, object))),
  };
  const ids = index.bausteine.slice(0, 40).flatMap(({ requirements }) => requirements.map(({ id }) => id));
  const tallies = await timed(5, () => requirementTallies(db, key, catalog, ids));
  return {
    target_objects: objects,
    assessments: seeded.assessments,
    sheets: seeded.sheets,
    seed_ms: seeded.ms,
    overview_ms: percentiles(overview),
    overview_cpu_ms: cpu / runs,
    sheets_of_an_object_ms: percentiles(sheets),
    questions_ms: percentiles(questions),
    answer_stored_ms: percentiles(answers),
    compliance,
    with_row_level_security: separated,
    tallies_of_requirements: ids.length,
    tallies_ms: percentiles(tallies),
    overview_reads: await tablesRead(db, overviewQueries(db, key, catalog, all)),
  };
}

/** What the security officer's overview reads. */
async function measureCompliance(db: Kysely<Database>, key: DomainKey, all: Profile): Promise<object> {
  const signals = signalDefinitions();
  const page = { limit: 25, offset: 0 };
  const cell = { layer: 'SYS', level: 'B', limit: 100, offset: 0 } as const;
  const asked = (filter: AskedFilter) => listAskedRequirements(db, key, catalog, all, signals, filter, now);
  return {
    heat_map_ms: percentiles(await timed(runs, () => heatMap(db, key, catalog, all))),
    objects_ms: percentiles(await timed(runs, () => objectHeatMap(db, key, catalog, all, page))),
    attention_ms: percentiles(await timed(runs, () => attention(db, key, catalog, signals, now))),
    behind_a_cell_ms: percentiles(await timed(5, () => asked(cell))),
    requirements_behind_a_cell: (await asked(cell)).total,
  };
}

interface Sample {
  scope_id: string;
  baustein_id: string;
  requirement_id: string;
  version: number;
}

async function storeAnswer(db: Kysely<Database>, key: DomainKey, sample: Sample): Promise<void> {
  const { scope_id: target_object, requirement_id: requirement, version } = sample;
  const change = { requirement, target_object, version, status: 'partial', due: '2027-06-30' } as const;
  await db.transaction().execute((trx) => setAssessment(trx, key, catalog, change, { by: 'bench', now }));
}

/**
 * Objects with some Bausteine each, and answers until there are enough. Rows are put in without triggers and foreign
 * keys; then the summary is computed by the function that the triggers call.
 */
export async function fillCheck(db: Kysely<Database>, key: DomainKey) {
  const begin = performance.now();
  await db.transaction().execute((trx) => insertRows(trx, key));
  await sql`analyze`.execute(db);
  for (let from = 0; from < objects; from += 500) {
    await sql`select refresh_check_sheets(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
      from baustein_assignment a join target_object o on o.id = a.target_object_id
      where substr(o.key, 2)::int > ${from}::int and substr(o.key, 2)::int <= ${from + 500}::int`.execute(db);
  }
  await sql`vacuum analyze`.execute(db);
  const { rows: counts } = await sql<{ assessments: number; sheets: number }>`
    select (select count(*) from assessment) as assessments, (select count(*) from check_sheet) as sheets`.execute(
    db,
  );
  const { rows: samples } =
    await sql<Sample>`select scope_id, baustein_id, requirement_id, version from assessment
    order by md5(scope_id || requirement_id) limit ${runs}`.execute(db);
  return { ...counts[0]!, samples, ms: Math.round(performance.now() - begin) };
}

async function insertRows(trx: Transaction<Database>, { tenant, domain }: DomainKey): Promise<void> {
  const at = new Date(now);
  await sql`set local session_replication_role = replica`.execute(trx);
  await sql`set local statement_timeout = 0`.execute(trx);
  await sql`insert into target_object (tenant_id, domain_id, key, type, name, description, platform, count, location,
      users, owner, status, is_group, hostnames, addresses, tags, version, updated_at)
    select ${tenant}, ${domain}, 'S' || n, 'it_system', 'System ' || n, '', '', 1, '', '', '', 'in_operation', false,
      '{}', '{}', '{}', 1, ${at} from generate_series(1, ${objects}::int) n`.execute(trx);
  await sql`insert into baustein_assignment (tenant_id, domain_id, catalog_id, baustein_id, target_object_id, state,
      reason, contact, version, updated_at, updated_by)
    select ${tenant}, ${domain}, ${catalog}, b.id, o.id, 'accepted', '', '', 1, ${at}, 'bench'
    from (select id, row_number() over (order by key) as n from target_object) o
    join baustein b on b.catalog_id = ${catalog} and (b.position + o.n) % 19 = 0`.execute(trx);
  await sql`insert into assessment (tenant_id, domain_id, catalog_id, baustein_id, requirement_id, target_object_id,
      status, reason, implementation, responsible, assessor, interviewees, evidence, sub_statuses, version,
      updated_at, updated_by)
    select ${tenant}, ${domain}, ${catalog}, a.baustein_id, r.id, a.target_object_id,
      (array['yes', 'yes', 'yes', 'partial', 'no'])[1 + r.position % 5], '', 'So umgesetzt, wie es verlangt ist.', 'IT',
      'ISB', '{}', '[]', '{}', 1, ${at}, 'bench'
    from baustein_assignment a
    join requirement r on r.catalog_id = a.catalog_id and r.baustein_id = a.baustein_id and not r.withdrawn
    limit ${assessments}`.execute(trx);
}

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

/** @returns how each table is read, such as `Seq Scan on baustein` */
async function tablesRead(db: Kysely<Database>, queries: readonly CompiledQuery[]): Promise<string[]> {
  const reads = new Set<string>();
  const walk = (plan: Plan): void => {
    if (plan['Relation Name'] !== undefined) reads.add(`${plan['Node Type']} on ${plan['Relation Name']}`);
    for (const each of plan.Plans ?? []) walk(each);
  };
  for (const query of queries) {
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': [{ Plan: Plan }] }>({
      ...query,
      sql: `explain (format json) ${query.sql}`,
    });
    walk(rows[0]!['QUERY PLAN'][0].Plan);
  }
  const found = [...reads].sort();
  const scan = found.find((read) => read.endsWith(' on assessment'));
  if (scan !== undefined) throw new Error(`the overview reads assessments: ${scan}`);
  return found;
}

/** @returns processor time that this process and PostgreSQL's for its one connection have taken, milliseconds */
export async function cpuOf(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const stat = await readFile(`/proc/${rows[0]!.pid}/stat`, 'utf8');
  // proc(5): utime and stime, in ticks of 10 ms; the fields after the name in brackets begin with the third.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const { user, system } = process.cpuUsage();
  return (Number(fields[11]) + Number(fields[12])) * 10 + (user + system) / 1000;
}

async function timed(times: number, work: (at: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; at < times; at++) {
    const begin = performance.now();
    await work(at);
    taken.push(performance.now() - begin);
  }
  return taken;
}
