import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type {
  MigrationInput,
  MigrationResult,
  ProposalDecision,
  StoredProposal,
} from '../contract/migration.js';
import type { MappingPair } from '../isms/catalog/mapping-index.js';
import { type ControlProposal, type Ground, proposeMigration } from '../isms/migration/propose.js';
import { upsertRows } from './rows.js';
import type { Database } from './tables.js';

/**
 * Computes and stores the proposals for a tenant's move to another catalogue. A decision stands as long as its
 * proposal and grounds are the same; otherwise it is open again.
 * @param input assessments of the old catalogue
 * @throws GrundwachtError VALIDATION when no mapping leads from the one catalogue to the other
 */
export async function storeMigration(
  trx: Transaction<Database>,
  tenant: string,
  { source, target, assessments }: MigrationInput,
  now: number,
): Promise<MigrationResult> {
  const pairs = await pairsBetween(trx, source, target);
  if (pairs.length === 0) {
    throw new GrundwachtError('VALIDATION', `no installed mapping leads from ${source} to ${target}`);
  }
  const controls = await trx
    .selectFrom('requirement')
    .select('id')
    .where('catalog_id', '=', target)
    .where('withdrawn', '=', false)
    .orderBy('position')
    .execute();
  const result = proposeMigration(
    assessments,
    pairs,
    controls.map(({ id }) => id),
  );
  const unmapped = result.unmapped.map((requirementId): ControlProposal => {
    return { requirementId, proposal: 'open', grounds: [], contradictory: false };
  });
  const kept = await replaceProposals(trx, tenant, target, [...result.proposals, ...unmapped], now);
  return { coverage: result.coverage, left_behind: result.left_behind, kept };
}

/**
 * @param target a catalogue; undefined: any
 * @returns the pairs of every installed mapping from one catalogue to another, statements numbered through
 */
export async function pairsBetween(
  db: Kysely<Database>,
  source: string,
  target?: string,
): Promise<MappingPair[]> {
  let query = db
    .selectFrom('mapping_pair')
    .select(['mapping_id', 'source_id as source', 'target_id as target', 'relation', 'statement'])
    .select(['target_catalog', 'state'])
    .where('source_catalog', '=', source);
  if (target !== undefined) query = query.where('target_catalog', '=', target);
  const rows = await query.orderBy('mapping_id').orderBy('position').execute();
  // Statements are numbered within their mapping.
  const numbers = new Map<string, number>();
  return rows.map(({ mapping_id, statement, ...pair }) => {
    const key = `${mapping_id} ${statement}`;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return { ...pair, statement: numbers.get(key)! };
  });
}

async function replaceProposals(
  trx: Transaction<Database>,
  tenant: string,
  target: string,
  proposals: readonly ControlProposal[],
  now: number,
): Promise<number> {
  const before = await trx
    .selectFrom('migration_proposal')
    .select(['requirement_id', 'proposal', 'grounds', 'decision', 'note', 'decided_by', 'version'])
    .where('tenant_id', '=', tenant)
    .where('target_catalog', '=', target)
    .forUpdate()
    .execute();
  const byId = new Map(before.map((row) => [row.requirement_id, row]));
  let kept = 0;
  const rows = proposals.map(({ requirementId, proposal, grounds, contradictory }) => {
    const old = byId.get(requirementId);
    const stored = { contradictory, list: grounds };
    const same = old !== undefined && old.proposal === proposal && sameGrounds(old.grounds, stored);
    if (same && old.decision !== 'open') kept += 1;
    return {
      tenant_id: tenant,
      target_catalog: target,
      requirement_id: requirementId,
      proposal,
      grounds: stored,
      decision: same ? old.decision : 'open',
      note: old?.note ?? '',
      decided_by: same ? old.decided_by : null,
      version: old === undefined ? 1 : same ? old.version : old.version + 1,
      updated_at: new Date(now).toISOString(),
    };
  });
  await upsertRows(trx, 'migration_proposal', ['tenant_id', 'target_catalog', 'requirement_id'], rows);
  return kept;
}

/** PostgreSQL gives the members of an object back in an order of its own. */
function sameGrounds(a: StoredGrounds, b: StoredGrounds): boolean {
  const text = ({ contradictory, list }: StoredGrounds): string =>
    JSON.stringify([contradictory, list.map((g) => [g.source, g.status, g.relation, g.state, g.note])]);
  return text(a) === text(b);
}

export interface StoredGrounds {
  contradictory: boolean;
  list: Ground[];
}

/** @returns a tenant's proposals for a catalogue, in the catalogue's order; empty before the first migration */
export async function listProposals(
  db: Kysely<Database>,
  tenant: string,
  target: string,
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
  return rows.map(({ grounds, ...row }) => ({
    ...row,
    mapped: grounds.list.length > 0,
    contradictory: grounds.contradictory,
    grounds: grounds.list,
  }));
}

/**
 * Stores what a person decides about a proposal.
 * @param by user name
 * @throws GrundwachtError NOT_FOUND; CONFLICT when it has changed since; VALIDATION when an open proposal is accepted
 */
export async function decideProposal(
  db: Kysely<Database>,
  place: { tenant: string; target: string; requirement: string },
  { decision, note, version }: ProposalDecision,
  by: string,
  now: number,
): Promise<void> {
  const row = await db
    .selectFrom('migration_proposal')
    .select('proposal')
    .where('tenant_id', '=', place.tenant)
    .where('target_catalog', '=', place.target)
    .where('requirement_id', '=', place.requirement)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', `there is no proposal for ${place.requirement}`);
  if (decision === 'accepted' && row.proposal === 'open') {
    const detail = `${place.requirement}: nothing is proposed that could be accepted; assess it`;
    throw new GrundwachtError('VALIDATION', detail);
  }
  const { numUpdatedRows } = await db
    .updateTable('migration_proposal')
    .set({
      decision,
      ...(note === undefined ? {} : { note }),
      decided_by: decision === 'open' ? null : by,
      version: version + 1,
      updated_at: new Date(now),
    })
    .where('tenant_id', '=', place.tenant)
    .where('target_catalog', '=', place.target)
    .where('requirement_id', '=', place.requirement)
    .where('version', '=', version)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) {
    throw new GrundwachtError('CONFLICT', `${place.requirement}: the proposal has another version`);
  }
}
