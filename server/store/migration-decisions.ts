import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { ProposalDecision, ProposalDecisions, StoredProposal } from '../contract/migration.js';
import type { Database } from './tables.js';

/** The proposals of a tenant for a catalogue. */
export interface ProposalPlace {
  tenant: string;
  target: string;
}

/** @returns a tenant's proposals for a catalogue, in the catalogue's order; empty before the first migration */
export async function listProposals(
  db: Kysely<Database>,
  { tenant, target }: ProposalPlace,
): Promise<StoredProposal[]> {
  const rows = await db
    .selectFrom('migration_proposal as p')
    .innerJoin('requirement as r', (join) =>
      join.onRef('r.catalog_id', '=', 'p.target_catalog').onRef('r.id', '=', 'p.requirement_id'),
    )
    .select(['r.id as requirement', 'r.title', 'p.proposal', 'p.grounds', 'p.decision', 'p.note'])
    .select(['p.decided_by', 'p.version'])
    .where('p.tenant_id', '=', tenant)
    .where('p.target_catalog', '=', target)
    .orderBy('r.position')
    .execute();
  const titles = await sourceTitles(db, target);
  return rows.map(({ grounds, ...row }) => ({
    ...row,
    mapped: grounds.list.length > 0,
    contradictory: grounds.contradictory,
    grounds: grounds.list.map((ground) => ({ ...ground, ...titles.get(ground.source) })),
  }));
}

/** @returns by id of a requirement or sub-requirement: the requirement it belongs to, for all that is mapped to a catalogue */
async function sourceTitles(
  db: Kysely<Database>,
  target: string,
): Promise<Map<string, { requirement: string; title: string; catalog: string }>> {
  const { rows } = await sql<{ source: string; requirement: string; title: string; catalog: string }>`
    select distinct on (p.source_id) p.source_id as source, r.id as requirement, r.title, r.catalog_id as catalog
    from mapping_pair p
    join requirement r on r.catalog_id = p.source_catalog
      and r.id in (p.source_id, regexp_replace(p.source_id, '\\.[0-9]+$', ''))
    where p.target_catalog = ${target}
    order by p.source_id, length(r.id) desc`.execute(db);
  return new Map(rows.map(({ source, ...requirement }) => [source, requirement]));
}

/**
 * Stores what a person decides about a proposal.
 * @param by user name
 * @throws GrundwachtError as {@link decideProposals}
 */
export async function decideProposal(
  trx: Transaction<Database>,
  { requirement, ...place }: ProposalPlace & { requirement: string },
  { version, ...decision }: ProposalDecision,
  by: string,
  now: number,
): Promise<void> {
  await decideProposals(trx, place, { ...decision, items: [{ requirement, version }] }, by, now);
}

/**
 * Stores one decision about several proposals: about all of them or none.
 * @param by user name
 * @throws GrundwachtError NOT_FOUND; CONFLICT when one has changed since; VALIDATION when an open one is accepted or
 * one is named twice
 */
export async function decideProposals(
  trx: Transaction<Database>,
  { tenant, target }: ProposalPlace,
  { items, decision, note }: ProposalDecisions,
  by: string,
  now: number,
): Promise<void> {
  const ids = items.map(({ requirement }) => requirement);
  const rows = await trx
    .selectFrom('migration_proposal')
    .select(['requirement_id', 'proposal', 'version'])
    .where('tenant_id', '=', tenant)
    .where('target_catalog', '=', target)
    .where('requirement_id', 'in', ids)
    .orderBy('requirement_id')
    .forUpdate()
    .execute();
  const stored = new Map(rows.map((row) => [row.requirement_id, row]));
  for (const { requirement, version } of items) {
    const row = stored.get(requirement);
    if (row === undefined)
      throw new GrundwachtError('NOT_FOUND', {
        message: 'there is no proposal for {requirement}, or it is named twice',
        values: { requirement },
      });
    stored.delete(requirement);
    if (row.version !== version) {
      throw new GrundwachtError('CONFLICT', {
        message: '{requirement}: the proposal has another version',
        values: { requirement },
      });
    }
    if (decision === 'accepted' && row.proposal === 'open') {
      throw new GrundwachtError('VALIDATION', {
        message: '{requirement}: nothing is proposed that could be accepted; assess it',
        values: { requirement },
      });
    }
  }
  await trx
    .updateTable('migration_proposal')
    .set((eb) => ({
      decision,
      ...(note === undefined ? {} : { note }),
      decided_by: decision === 'open' ? null : by,
      version: eb('version', '+', 1),
      updated_at: new Date(now),
    }))
    .where('tenant_id', '=', tenant)
    .where('target_catalog', '=', target)
    .where('requirement_id', 'in', ids)
    .execute();
}
