import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Evidence, EvidenceInput, EvidenceStated } from '../contract/evidence.js';
import { dayOf } from '../contract/german-day.js';
import { evidenceProblems, normaliseEvidence } from '../evidence/stated.js';
import { coverRows, type RowKey } from './covered-rows.js';
import { getEvidence } from './evidence-list.js';
import { coverObservations } from './observation-leaves.js';
import { mustBeCurrent } from './plan-history.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * Adds an item; its first version is a leaf of the tenant's log.
 * @throws GrundwachtError VALIDATION with the pointer of every fault
 */
export async function createEvidence(
  trx: Transaction<Database>,
  key: DomainKey,
  input: EvidenceInput,
  author: Author,
): Promise<Evidence> {
  const stated = await checked(trx, key, input, author.now);
  const at = new Date(author.now);
  const { id } = await trx
    .insertInto('evidence')
    .values({
      tenant_id: key.tenant,
      domain_id: key.domain,
      ...columnsOf(stated),
      created_at: at,
      version: 1,
      updated_at: at,
      updated_by: author.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await storeVersion(trx, key, id, 1, stated, author);
  return getEvidence(trx, id, author.now);
}

/**
 * Says something else of an item, or gives it another file; the version before stays.
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION, also for one that was withdrawn
 */
export async function updateEvidence(
  trx: Transaction<Database>,
  id: string,
  version: number,
  input: EvidenceInput,
  author: Author,
): Promise<Evidence> {
  const { key } = await locked(trx, id, version, author.now);
  const stated = await checked(trx, key, input, author.now);
  await trx
    .updateTable('evidence')
    .set({
      ...columnsOf(stated),
      version: version + 1,
      updated_at: new Date(author.now),
      updated_by: author.by,
    })
    .where('id', '=', id)
    .execute();
  await storeVersion(trx, key, id, version + 1, stated, author);
  return getEvidence(trx, id, author.now);
}

/**
 * Withdraws an item: it counts no more, and stays.
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION when it is withdrawn already
 */
export async function withdrawEvidence(
  trx: Transaction<Database>,
  id: string,
  version: number,
  reason: string,
  author: Author,
): Promise<Evidence> {
  const { key, before } = await locked(trx, id, version, author.now);
  const at = new Date(author.now);
  await trx
    .updateTable('evidence')
    .set({ withdrawn_at: at, withdrawn_by: author.by, withdrawn_reason: reason })
    .set({ version: version + 1, updated_at: at, updated_by: author.by })
    .where('id', '=', id)
    .execute();
  await storeVersion(trx, key, id, version + 1, { ...statedOf(before), withdrawn: reason }, author);
  return getEvidence(trx, id, author.now);
}

async function locked(
  trx: Transaction<Database>,
  id: string,
  version: number,
  now: number,
): Promise<{ key: DomainKey; before: Evidence }> {
  await sql`select from evidence where id = ${id} for update`.execute(trx);
  const before = await getEvidence(trx, id, now);
  mustBeCurrent({ message: 'the evidence' }, before.version, version);
  if (before.withdrawn !== null) throw new GrundwachtError('VALIDATION', 'the evidence was withdrawn');
  return { key: { tenant: before.tenant, domain: before.domain }, before };
}

/** @returns what is to be stored */
async function checked(
  trx: Transaction<Database>,
  key: DomainKey,
  given: EvidenceInput,
  now: number,
): Promise<EvidenceStated> {
  const input = normaliseEvidence(given);
  const problems = evidenceProblems(input, dayOf(now));
  const { catalog_id: catalog } = await trx
    .selectFrom('isms_domain')
    .select('catalog_id')
    .where('tenant_id', '=', key.tenant)
    .where('id', '=', key.domain)
    .executeTakeFirstOrThrow();
  const unknown = await unknownParts(trx, key, catalog, input);
  for (const { part, value } of unknown)
    problems.push({ pointer: `/${part}`, message: 'there is no {value}', values: { value } });
  if (problems.length === 0) return { ...input, catalog, withdrawn: null };
  throw new GrundwachtError('VALIDATION', problems.slice(0, 20));
}

async function unknownParts(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  { requirements, target_objects, file, observation }: EvidenceInput,
): Promise<{ part: string; value: string }[]> {
  const sha256 = file === null ? null : Buffer.from(file.sha256, 'hex');
  const { rows } = await sql<{ part: string; value: string }>`
    select 'requirements' as part, id as value from unnest(${requirements}::text[]) t(id)
    where not exists (select from requirement r where r.catalog_id = ${catalog} and r.id = t.id)
      and not exists (select from sub_requirement s where s.catalog_id = ${catalog} and s.id = t.id)
    union all
    select 'target_objects', id::text from unnest(${target_objects}::uuid[]) u(id)
    where not exists (select from target_object o
      where o.tenant_id = ${tenant} and o.domain_id = ${domain} and o.id = u.id)
    union all
    select 'file/sha256', ${file?.sha256 ?? ''} where ${sha256}::bytea is not null and not exists (
      select from evidence_file f where f.tenant_id = ${tenant} and f.sha256 = ${sha256}::bytea)
    union all
    select 'observation', ${observation ?? ''} where ${observation}::uuid is not null and not exists (
      select from observation o
      where o.tenant_id = ${tenant} and o.domain_id = ${domain} and o.id = ${observation}::uuid)`.execute(db);
  return rows;
}

function columnsOf(stated: EvidenceStated) {
  return {
    kind: stated.kind,
    title: stated.title,
    shows: stated.shows,
    effective_on: stated.effective_on,
    valid_until: stated.valid_until,
    provided_by: stated.provided_by,
    classification: stated.classification,
    file_sha256: stated.file && Buffer.from(stated.file.sha256, 'hex'),
    file_name: stated.file?.name ?? null,
    link: stated.link,
    observation_id: stated.observation,
  };
}

function statedOf(item: Evidence): EvidenceStated {
  return {
    kind: item.kind,
    title: item.title,
    shows: item.shows,
    effective_on: item.effective_on,
    valid_until: item.valid_until,
    provided_by: item.provided_by,
    classification: item.classification,
    requirements: item.requirements,
    target_objects: item.target_objects.map(({ id }) => id),
    file: item.file && { sha256: item.file.sha256, name: item.file.name },
    link: item.link,
    observation: item.observation,
    catalog: item.catalog,
    withdrawn: null,
  };
}

/** Stores what an item serves and its version, and appends both to the log. */
async function storeVersion(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  id: string,
  number: number,
  stated: EvidenceStated,
  { by, now }: Author,
): Promise<void> {
  const gone = [
    ...(await trx
      .deleteFrom('evidence_requirement')
      .where('evidence_id', '=', id)
      .returning(['catalog_id', 'requirement_id'])
      .execute()),
    ...(await trx
      .deleteFrom('evidence_target_object')
      .where('evidence_id', '=', id)
      .returning('target_object_id')
      .execute()),
  ];
  const requirements = stated.requirements.map((requirement_id) => ({
    catalog_id: stated.catalog,
    requirement_id,
  }));
  const objects = stated.target_objects.map((target_object_id) => ({ target_object_id }));
  const ofItem = <T extends object>(row: T) => ({ evidence_id: id, ...row });
  if (requirements.length > 0) {
    await trx.insertInto('evidence_requirement').values(requirements.map(ofItem)).execute();
  }
  if (objects.length > 0) {
    await trx.insertInto('evidence_target_object').values(objects.map(ofItem)).execute();
  }
  const version = { evidence_id: id, number, tenant_id: tenant, domain_id: domain };
  await trx
    .insertInto('evidence_version')
    .values({ ...version, stated: JSON.stringify(stated), at: new Date(now), by })
    .execute();
  const links = new Map<string, RowKey>();
  for (const row of [...gone, ...requirements, ...objects]) {
    const table = 'requirement_id' in row ? 'evidence_requirement' : 'evidence_target_object';
    links.set(JSON.stringify(row), { table, key: ofItem(row) });
  }
  const file: RowKey[] =
    stated.file === null
      ? []
      : [{ table: 'evidence_file', key: { tenant_id: tenant, sha256: `\\x${stated.file.sha256}` } }];
  if (stated.observation !== null) await coverObservations(trx, tenant, [stated.observation]);
  const rows: RowKey[] = [
    { table: 'evidence', key: { id } },
    { table: 'evidence_version', key: { evidence_id: id, number } },
    ...file,
    ...links.values(),
  ];
  await coverRows(trx, [{ tenantId: tenant, kind: 'evidence', reference: `${id}/${number}`, rows }]);
}
