import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type {
  AuditRecord,
  AuditRecordInput,
  AuditRoom,
  AuditSample,
  AuditSampleDetail,
  SampleEntry,
  SampleOrder,
} from '../contract/audit-room.js';
import { GrundwachtError } from '../contract/errors.js';
import { canonicalJson } from '../evidence/verify/canonical.js';
import { drawSample } from '../isms/iso/sample.js';
import { normaliseFinding } from '../isms/iso/stated.js';
import { grantKey, populationOf } from './audit-scope.js';
import { coverRows } from './covered-rows.js';
import { createFinding } from './findings.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * Draws a sample of a room's answers and records what it was drawn from.
 * @throws GrundwachtError VALIDATION when nothing is answered
 */
export async function createSample(
  trx: Transaction<Database>,
  room: AuditRoom,
  order: SampleOrder,
  { by, now }: Author,
): Promise<AuditSample> {
  const { method, size, seed = randomBytes(16).toString('hex') } = order;
  const population = await populationOf(trx, room, {}, now);
  if (population.length === 0) {
    throw new GrundwachtError('VALIDATION', 'nothing in the scope of the audit is answered yet');
  }
  const entries = canonicalJson(population);
  const { id } = await trx
    .insertInto('audit_sample')
    .values({
      ...ofAudit(room),
      grant_id: room.grant.id,
      catalog_id: room.grant.catalog,
      method,
      size,
      seed,
      population_count: population.length,
      population_sha256: sha256(entries),
      items: JSON.stringify(drawSample(population, { method, size, seed })),
      drawn_at: new Date(now),
      drawn_by: by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { tenant } = room.grant;
  await trx
    .insertInto('audit_sample_population')
    .values({ sample_id: id, tenant_id: tenant, entries })
    .execute();
  const rows = [{ table: 'audit_sample', key: { id } } as const];
  await coverRows(trx, [{ tenantId: tenant, kind: 'sample', reference: id, rows }]);
  return toSample(trx, await sampleRows(trx).where('id', '=', id).executeTakeFirstOrThrow());
}

/** @returns samples of an audit, the latest first; with a grant its own alone */
export async function listSamples(
  db: Kysely<Database>,
  { audit, grant }: { audit: string; grant?: string },
): Promise<AuditSample[]> {
  let query = sampleRows(db).where('audit_id', '=', audit);
  if (grant !== undefined) query = query.where('grant_id', '=', grant);
  const rows = await query.orderBy('drawn_at', 'desc').orderBy('id').execute();
  const samples: AuditSample[] = [];
  for (const row of rows) samples.push(await toSample(db, row));
  return samples;
}

/**
 * @returns a sample of a room with its population, and whether that still gives the sample
 * @throws GrundwachtError NOT_FOUND for a sample of another room
 */
export async function getSample(
  db: Kysely<Database>,
  room: AuditRoom,
  id: string,
): Promise<AuditSampleDetail> {
  const sample = await toSample(db, await sampleOf(db, room, id));
  const { entries: text } = await db
    .selectFrom('audit_sample_population')
    .select('entries')
    .where('sample_id', '=', id)
    .executeTakeFirstOrThrow();
  const entries = JSON.parse(text) as SampleEntry[];
  const again = canonicalJson(drawSample(entries, sample)) === canonicalJson(sample.items);
  return { ...sample, entries, reproduced: again && sha256(text) === sample.population.sha256 };
}

/**
 * Records what the auditor says of something drawn; a finding is one of the audit, and so of the plan.
 * @throws GrundwachtError NOT_FOUND for what was not drawn in this room
 */
export async function addRecord(
  trx: Transaction<Database>,
  room: AuditRoom,
  sample: string,
  input: AuditRecordInput,
  author: Author,
): Promise<AuditSample> {
  const row = await sampleOf(trx, room, sample);
  const { requirement, target_object, note } = input;
  if (!row.items.some((i) => i.requirement === requirement && i.target_object === target_object)) {
    throw new GrundwachtError('NOT_FOUND', {
      pointer: '/requirement',
      message: '{requirement} was not drawn for that scope',
      values: { requirement },
    });
  }
  const finding = input.result === 'finding' ? await findingOf(trx, room, input, author) : null;
  const { id } = await trx
    .insertInto('audit_record')
    .values({
      ...ofAudit(room),
      sample_id: sample,
      scope_id: target_object ?? room.grant.domain,
      requirement_id: requirement,
      result: input.result,
      finding_id: finding,
      note: note.trim(),
      at: new Date(author.now),
      by: author.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const rows = [{ table: 'audit_record', key: { id } } as const];
  const reference = `${sample}/${id}`;
  await coverRows(trx, [{ tenantId: room.grant.tenant, kind: 'sample', reference, rows }]);
  return toSample(trx, row);
}

async function findingOf(
  trx: Transaction<Database>,
  room: AuditRoom,
  input: AuditRecordInput & { result: 'finding' },
  author: Author,
): Promise<string> {
  const stated = normaliseFinding({
    kind: input.kind,
    title: input.title,
    description: input.note,
    control: input.requirement,
    target_object: input.target_object,
  });
  return (await createFinding(trx, room.grant.audit, stated, author)).id;
}

const sampleRows = (db: Kysely<Database>) => db.selectFrom('audit_sample').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof sampleRows>['executeTakeFirstOrThrow']>>;

async function sampleOf(db: Kysely<Database>, { grant }: AuditRoom, id: string): Promise<Row> {
  const row = await sampleRows(db).where('id', '=', id).where('grant_id', '=', grant.id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'the room has no sample {id}', values: { id } });
  return row;
}

async function toSample(db: Kysely<Database>, row: Row): Promise<AuditSample> {
  const records = await db
    .selectFrom('audit_record')
    .select(['requirement_id', 'scope_id', 'result', 'finding_id', 'note', 'at', 'by'])
    .where('sample_id', '=', row.id)
    .orderBy('id')
    .execute();
  return {
    id: row.id,
    audit: row.audit_id,
    grant: row.grant_id,
    catalog: row.catalog_id,
    method: row.method,
    size: row.size,
    seed: row.seed,
    population: { count: row.population_count, sha256: row.population_sha256 },
    items: row.items,
    records: records.map(
      ({ requirement_id, scope_id, finding_id, at, ...record }): AuditRecord => ({
        ...record,
        requirement: requirement_id,
        target_object: scope_id === row.domain_id ? null : scope_id,
        finding: finding_id,
        at: at.toISOString(),
      }),
    ),
    drawn_at: row.drawn_at.toISOString(),
    drawn_by: row.drawn_by,
  };
}

function ofAudit(room: AuditRoom) {
  const { tenant, domain } = grantKey(room);
  return { tenant_id: tenant, domain_id: domain, audit_id: room.grant.audit };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
