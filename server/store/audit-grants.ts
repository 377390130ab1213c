import { type Kysely, sql, type Transaction } from 'kysely';
import type { AuditGrant, AuditGrantInput, AuditRoom } from '../contract/audit-room.js';
import { GrundwachtError } from '../contract/errors.js';
import { dayOf } from '../contract/german-day.js';
import { getAudit } from './audit-programme.js';
import { coverRows } from './covered-rows.js';
import { modellingCatalog } from './modelling-catalog.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';
import { findUserByName } from './users.js';

/** @param now milliseconds since the epoch */
function grants(db: Kysely<Database>, now: number) {
  const today = sql`${dayOf(now)}::date`;
  return db
    .selectFrom('audit_grant as g')
    .select(['g.id', 'g.audit_id as audit', 'g.tenant_id as tenant', 'g.domain_id as domain', 'g.username'])
    .select(['g.catalog_id as catalog', 'g.bausteine', 'g.scope_ids', 'g.granted_at', 'g.granted_by'])
    .select(['g.revoked_at', 'g.revoked_by'])
    .select([
      sql<string>`g.starts::text`.as('from'),
      sql<string>`g.ends::text`.as('until'),
      sql<AuditGrant['state']>`case when g.revoked_at is not null then 'revoked'
        when g.ends < ${today} then 'over' when g.starts > ${today} then 'future' else 'active' end`.as(
        'state',
      ),
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof grants>['executeTakeFirstOrThrow']>>;

/** @returns what was granted for an audit, the latest first */
export async function listGrants(db: Kysely<Database>, audit: string, now: number): Promise<AuditGrant[]> {
  const { tenant, domain } = await getAudit(db, audit);
  const rows = await grants(db, now)
    .where('g.tenant_id', '=', tenant)
    .where('g.domain_id', '=', domain)
    .where('g.audit_id', '=', audit)
    .orderBy('g.granted_at', 'desc')
    .orderBy('g.id')
    .execute();
  return rows.map(toGrant);
}

/**
 * Gives an auditor something of the audit's domain to read.
 * @throws GrundwachtError NOT_FOUND, VALIDATION
 */
export async function createGrant(
  trx: Transaction<Database>,
  audit: string,
  { username, bausteine, scopes, from, until }: AuditGrantInput,
  { by, now }: Author,
): Promise<AuditGrant> {
  const { tenant, domain } = await getAudit(trx, audit);
  const account = await findUserByName(trx, username);
  const held = account?.memberships.find((membership) => membership.tenant === tenant)?.roles ?? [];
  if (account === undefined || !held.includes('auditor')) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/username',
      message: 'there is no user {username} with the role auditor',
      values: { username },
    });
  }
  if (until < from)
    throw new GrundwachtError('VALIDATION', { pointer: '/until', message: 'is before /from' });
  const catalog = await modellingCatalog(trx, { tenant, domain });
  const scopeIds = scopes.map((scope) => (scope === 'domain' ? domain : scope));
  await mustExist(trx, { tenant, domain }, catalog, bausteine, scopeIds);
  const { id } = await trx
    .insertInto('audit_grant')
    .values({
      tenant_id: tenant,
      domain_id: domain,
      audit_id: audit,
      account_id: account.id,
      username: account.username,
      catalog_id: catalog,
      bausteine: [...bausteine].toSorted(),
      scope_ids: scopeIds.toSorted(),
      starts: from,
      ends: until,
      granted_at: new Date(now),
      granted_by: by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await coverGrant(trx, tenant, id);
  return findGrant(trx, id, now);
}

/**
 * Takes a grant back, from now on and for good.
 * @throws GrundwachtError NOT_FOUND, CONFLICT when it was revoked before
 */
export async function revokeGrant(
  trx: Transaction<Database>,
  id: string,
  { by, now }: Author,
): Promise<AuditGrant> {
  const { tenant } = await findGrant(trx, id, now);
  const { numUpdatedRows } = await trx
    .updateTable('audit_grant')
    .set({ revoked_at: new Date(now), revoked_by: by })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n)
    throw new GrundwachtError('CONFLICT', { message: 'the grant {id} was revoked before', values: { id } });
  await coverGrant(trx, tenant, id);
  return findGrant(trx, id, now);
}

/** @returns the rooms that an account may enter now, the latest grant first */
export async function roomsOf(db: Kysely<Database>, account: string, now: number): Promise<AuditRoom[]> {
  return (await rooms(db, account, now).execute()).map(toRoom);
}

/**
 * The one way into a room: everything that is read there is read by the grant that this returns.
 * @throws GrundwachtError NOT_FOUND for a grant that is not the account's, is revoked, or is not of today
 */
export async function enterRoom(
  db: Kysely<Database>,
  account: string,
  grant: string,
  now: number,
): Promise<AuditRoom> {
  const row = await rooms(db, account, now).where('g.id', '=', grant).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'there is no grant {grant} for you today',
      values: { grant },
    });
  return toRoom(row);
}

function rooms(db: Kysely<Database>, account: string, now: number) {
  const today = sql`${dayOf(now)}::date`;
  return grants(db, now)
    .innerJoin('audit as a', 'a.id', 'g.audit_id')
    .innerJoin('isms_domain as d', 'd.id', 'g.domain_id')
    .select(['a.title', 'a.scope', 'a.criteria', 'a.state as audit_state', 'd.name as domain_name'])
    .select([sql<string>`a.starts::text`.as('starts'), sql<string>`a.ends::text`.as('ends')])
    .where('g.account_id', '=', account)
    .where('g.revoked_at', 'is', null)
    .where(sql<boolean>`${today} between g.starts and g.ends`)
    .orderBy('g.granted_at', 'desc')
    .orderBy('g.id');
}

type RoomRow = Awaited<ReturnType<ReturnType<typeof rooms>['executeTakeFirstOrThrow']>>;

function toRoom({
  title,
  scope,
  criteria,
  audit_state,
  domain_name,
  starts,
  ends,
  ...row
}: RoomRow): AuditRoom {
  return {
    grant: toGrant(row),
    audit: { title, scope, criteria, starts, ends, state: audit_state },
    domain_name,
  };
}

async function findGrant(db: Kysely<Database>, id: string, now: number): Promise<AuditGrant> {
  const row = await grants(db, now).where('g.id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no grant {id}', values: { id } });
  return toGrant(row);
}

async function mustExist(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  bausteine: readonly string[],
  scopes: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ pointer: string; message: string; value: string }>`
    select '/bausteine' as pointer, 'the catalogue has no {value}' as message, b as value from unnest(${bausteine}::text[]) b
    where not exists (select from requirement r where r.catalog_id = ${catalog} and r.sheet_id = b)
    union all
    select '/scopes', 'the domain has no target object {value}', s::text from unnest(${scopes}::uuid[]) s
    where s <> ${domain}::uuid and not exists (
      select from target_object o where o.tenant_id = ${tenant} and o.domain_id = ${domain} and o.id = s)
    order by 1 limit 1`.execute(trx);
  if (rows[0] === undefined) return;
  const { pointer, message, value } = rows[0];
  throw new GrundwachtError('VALIDATION', { pointer, message, values: { value } });
}

async function coverGrant(trx: Transaction<Database>, tenant: string, id: string): Promise<void> {
  const rows = [{ table: 'audit_grant', key: { id } } as const];
  await coverRows(trx, [{ tenantId: tenant, kind: 'access', reference: `grant/${id}`, rows }]);
}

function toGrant({ scope_ids, granted_at, revoked_at, ...row }: Row): AuditGrant {
  return {
    ...row,
    scopes: scope_ids.map((id) => (id === row.domain ? 'domain' : id)),
    granted_at: granted_at.toISOString(),
    revoked_at: revoked_at?.toISOString() ?? null,
  };
}
