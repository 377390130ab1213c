import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { type Guideline, type GuidelineInput, guidelineKinds } from '../contract/report.js';
import { mustBeCurrent } from './plan-history.js';
import type { GuidelineTable } from './report-tables.js';
import { type Author, type DomainKey, difference } from './structure-history.js';
import type { Database } from './tables.js';

/** @returns a domain's guideline documents, what is required first */
export async function listGuidelines(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
): Promise<Guideline[]> {
  const rows = await selected(db)
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .orderBy(sql`array_position(${[...guidelineKinds]}::text[], kind)`)
    .orderBy('title')
    .orderBy('id')
    .execute();
  return rows.map(toGuideline);
}

/** @throws GrundwachtError VALIDATION for what is in force without approval */
export async function createGuideline(
  trx: Transaction<Database>,
  key: DomainKey,
  input: GuidelineInput,
  author: Author,
): Promise<Guideline> {
  const { id } = await trx
    .insertInto('guideline')
    .values({
      tenant_id: key.tenant,
      domain_id: key.domain,
      ...stated(input),
      version: 1,
      updated_at: new Date(author.now),
      updated_by: author.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { guideline } = await getGuideline(trx, id);
  await note(trx, key, author, 'create', null, guideline);
  return guideline;
}

/** @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION */
export async function updateGuideline(
  trx: Transaction<Database>,
  id: string,
  version: number,
  input: GuidelineInput,
  author: Author,
): Promise<Guideline> {
  const { key, guideline: old } = await locked(trx, id, version);
  await trx
    .updateTable('guideline')
    .set({
      ...stated(input),
      version: version + 1,
      updated_at: new Date(author.now),
      updated_by: author.by,
    })
    .where('id', '=', id)
    .execute();
  const { guideline } = await getGuideline(trx, id);
  await note(trx, key, author, 'change', old, guideline);
  return guideline;
}

/** @throws GrundwachtError NOT_FOUND, CONFLICT */
export async function deleteGuideline(
  trx: Transaction<Database>,
  id: string,
  version: number,
  author: Author,
): Promise<void> {
  const { key, guideline } = await locked(trx, id, version);
  await trx.deleteFrom('guideline').where('id', '=', id).execute();
  await note(trx, key, author, 'delete', guideline, null);
}

function stated(input: GuidelineInput) {
  const values = {
    kind: input.kind,
    title: input.title.trim(),
    description: input.description?.trim() ?? '',
    location: input.location?.trim() ?? '',
    state: input.state ?? 'draft',
    edition: input.edition?.trim() ?? '',
    dated: input.dated ?? null,
    author: input.author?.trim() ?? '',
    approved_by: input.approved_by?.trim() ?? '',
    approved_on: input.approved_on ?? null,
    review_due: input.review_due ?? null,
  } as const;
  if (values.title === '')
    throw new GrundwachtError('VALIDATION', { pointer: '/title', message: 'is empty' });
  const needed = ['edition', 'dated', 'author', 'approved_by', 'approved_on'] as const;
  const missing = needed.filter((field) => values.state === 'in_force' && (values[field] ?? '') === '');
  if (missing.length === 0) return values;
  throw new GrundwachtError(
    'VALIDATION',
    missing.map((field) => ({ pointer: `/${field}`, message: 'what is in force has it' })),
  );
}

function selected(db: Kysely<Database>) {
  return db
    .selectFrom('guideline')
    .select(['id', 'tenant_id', 'domain_id', 'kind', 'title', 'description', 'location', 'state', 'edition'])
    .select(['author', 'approved_by', 'version', 'updated_at', 'updated_by'])
    .select([
      sql<string | null>`dated::text`.as('dated'),
      sql<string | null>`approved_on::text`.as('approved_on'),
      sql<string | null>`review_due::text`.as('review_due'),
    ]);
}

type Row = Omit<Selectable<GuidelineTable>, 'dated' | 'approved_on' | 'review_due'> &
  Pick<Guideline, 'dated' | 'approved_on' | 'review_due'>;

function toGuideline({ tenant_id: _, domain_id: __, updated_at, ...row }: Row): Guideline {
  return { ...row, updated_at: updated_at.toISOString() };
}

async function getGuideline(
  db: Kysely<Database>,
  id: string,
): Promise<{ key: DomainKey; guideline: Guideline }> {
  const row = await selected(db).where('id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no guideline {id}', values: { id } });
  return { key: { tenant: row.tenant_id, domain: row.domain_id }, guideline: toGuideline(row) };
}

async function locked(trx: Transaction<Database>, id: string, version: number) {
  await sql`select from guideline where id = ${id} for update`.execute(trx);
  const found = await getGuideline(trx, id);
  mustBeCurrent(found.guideline.title, found.guideline.version, version);
  return found;
}

async function note(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  { by, now }: Author,
  action: 'create' | 'change' | 'delete',
  old: Guideline | null,
  next: Guideline | null,
): Promise<void> {
  const kept = difference({ action, old, new: next });
  await trx
    .insertInto('guideline_history')
    .values({
      tenant_id: tenant,
      domain_id: domain,
      guideline_id: (next ?? old)!.id,
      action,
      at: new Date(now),
      by,
      old: JSON.stringify(kept.old),
      new: JSON.stringify(kept.new),
    })
    .execute();
}
