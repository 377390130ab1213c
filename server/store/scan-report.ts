import type { Kysely, Transaction } from 'kysely';
import type { ScanImport, ScanReport, ScanRequirement, ScanResult } from '../contract/scan.js';
import { compareScans } from '../scan/compare.js';
import { findCandidates } from '../scan/target-match.js';
import { byAttention, verdictOf } from '../scan/verdict.js';
import { getScan, namedObjects } from './scan-imports.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;
type StoredResult = ScanResult & { requirements: string[] };

/**
 * All that a scan says: by requirement, what speaks for none, and what has changed since the one before.
 * @throws GrundwachtError NOT_FOUND
 */
export async function scanReport(db: Executor, key: DomainKey, id: string): Promise<ScanReport> {
  const scan = await getScan(db, key, id);
  const results = (await storedResults(db, key, id)).sort(byAttention);
  const candidates = scan.target_object === null ? findCandidates(scan, await namedObjects(db, key)) : [];
  return {
    scan,
    candidates,
    requirements: await byRequirement(db, scan.catalog, results),
    unmapped: results.filter(({ requirements }) => requirements.length === 0).map(bare),
    evidence: await evidenceOf(db, scan),
    previous: await sincePrevious(db, key, scan, results),
  };
}

/** @returns what the rules of a scan found, in the file's order */
export async function storedResults(
  db: Executor,
  { tenant }: DomainKey,
  scan: string,
): Promise<StoredResult[]> {
  return db
    .selectFrom('scan_result')
    .select(['rule_id as rule', 'title', 'severity', 'result', 'identifiers', 'message', 'requirements'])
    .where('tenant_id', '=', tenant)
    .where('scan_import_id', '=', scan)
    .orderBy('position')
    .execute();
}

/** @returns the items of evidence whose file is that of the scan, the latest first */
async function evidenceOf(
  db: Executor,
  { tenant, domain, file_sha256 }: ScanImport,
): Promise<ScanReport['evidence']> {
  const rows = await db
    .selectFrom('evidence')
    .select(['id', 'title', 'withdrawn_at'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('file_sha256', '=', Buffer.from(file_sha256, 'hex'))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(({ withdrawn_at, ...item }) => ({ ...item, withdrawn: withdrawn_at !== null }));
}

const bare = ({ requirements: _, ...result }: StoredResult): ScanResult => result;

async function byRequirement(
  db: Executor,
  catalog: string,
  results: readonly StoredResult[],
): Promise<ScanRequirement[]> {
  const groups = new Map<string, StoredResult[]>();
  for (const result of results) {
    for (const requirement of result.requirements) {
      groups.set(requirement, [...(groups.get(requirement) ?? []), result]);
    }
  }
  if (groups.size === 0) return [];
  const titles = await db
    .selectFrom('requirement')
    .select(['id', 'title'])
    .where('catalog_id', '=', catalog)
    .where('id', 'in', [...groups.keys()])
    .execute();
  const titleOf = new Map(titles.map(({ id, title }) => [id, title]));
  const order = { contradicts: 0, unknown: 1, supports: 2 };
  return [...groups]
    .map(([requirement, said]) => ({
      requirement,
      title: titleOf.get(requirement) ?? null,
      verdict: verdictOf(said.map(({ result }) => result)),
      results: said.map(bare),
    }))
    .sort((a, b) => order[a.verdict] - order[b.verdict] || (a.requirement < b.requirement ? -1 : 1));
}

/** The scan before: of the same target object by the same kind of tool with the same profile. */
async function sincePrevious(
  db: Executor,
  key: DomainKey,
  { id, target_object, format, profile, finished_at }: ScanImport,
  results: readonly StoredResult[],
): Promise<ScanReport['previous']> {
  if (target_object === null) return null;
  const previous = await db
    .selectFrom('scan_import')
    .select(['id', 'finished_at'])
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .where('target_object_id', '=', target_object)
    .where('format', '=', format)
    .where('profile', '=', profile)
    .where('finished_at', '<', new Date(finished_at))
    .where('id', '<>', id)
    .orderBy('finished_at', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (previous === undefined) return null;
  const changes = compareScans(await storedResults(db, key, previous.id), results);
  return { id: previous.id, finished_at: previous.finished_at.toISOString(), changes };
}
