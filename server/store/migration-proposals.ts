import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { MigrationInput, MigrationResult } from '../contract/migration.js';
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
  input: MigrationInput,
  now: number,
): Promise<MigrationResult> {
  const { proposals, coverage, left_behind } = await computeMigration(trx, input);
  const kept = await replaceProposals(trx, tenant, input.target, proposals, now);
  return { coverage, left_behind, kept };
}

/**
 * @returns what assessments propose for every control of another catalogue; nothing is stored
 * @throws GrundwachtError VALIDATION when no mapping leads from the one catalogue to the other
 */
export async function computeMigration(
  db: Kysely<Database>,
  { source, target, assessments }: MigrationInput,
): Promise<Omit<MigrationResult, 'kept'> & { proposals: ControlProposal[] }> {
  const pairs = await pairsBetween(db, source, target);
  if (pairs.length === 0) {
    throw new GrundwachtError('VALIDATION', {
      message: 'no installed mapping leads from {source} to {target}',
      values: { source, target },
    });
  }
  const controls = await db
    .selectFrom('requirement')
    .select('id')
    .where('catalog_id', '=', target)
    .where('withdrawn', '=', false)
    .orderBy('position')
    .execute();
  const { coverage, left_behind, ...result } = proposeMigration(
    assessments,
    pairs,
    controls.map(({ id }) => id),
  );
  const unmapped = result.unmapped.map((requirementId): ControlProposal => {
    return { requirementId, proposal: 'open', grounds: [], contradictory: false };
  });
  return { proposals: [...result.proposals, ...unmapped], coverage, left_behind };
}

/** @returns how many of the proposals differ from the stored ones; all, before the first migration */
export async function outdatedProposals(
  db: Kysely<Database>,
  tenant: string,
  target: string,
  proposals: readonly ControlProposal[],
): Promise<number> {
  const rows = await db
    .selectFrom('migration_proposal')
    .select(['requirement_id', 'proposal', 'grounds'])
    .where('tenant_id', '=', tenant)
    .where('target_catalog', '=', target)
    .execute();
  const byId = new Map(rows.map((row) => [row.requirement_id, row]));
  return proposals.filter((next) => !isSame(byId.get(next.requirementId), next)).length;
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
  const rows = proposals.map((next) => {
    const old = byId.get(next.requirementId);
    const same = isSame(old, next) ? old : undefined;
    if (same !== undefined && same.decision !== 'open') kept += 1;
    return {
      tenant_id: tenant,
      target_catalog: target,
      requirement_id: next.requirementId,
      proposal: next.proposal,
      grounds: { contradictory: next.contradictory, list: next.grounds },
      decision: same?.decision ?? 'open',
      note: old?.note ?? '',
      decided_by: same?.decided_by ?? null,
      version: same?.version ?? (old?.version ?? 0) + 1,
      updated_at: new Date(now).toISOString(),
    };
  });
  await upsertRows(trx, 'migration_proposal', ['tenant_id', 'target_catalog', 'requirement_id'], rows);
  return kept;
}

interface ComparedProposal {
  proposal: string;
  grounds: StoredGrounds;
}

/** PostgreSQL gives the members of an object back in an order of its own. */
function isSame(old: ComparedProposal | undefined, next: ControlProposal): boolean {
  const text = ({ contradictory, list }: StoredGrounds): string =>
    JSON.stringify([contradictory, list.map((g) => [g.source, g.status, g.relation, g.state, g.note])]);
  const { proposal, contradictory, grounds } = next;
  if (old === undefined || old.proposal !== proposal) return false;
  return text(old.grounds) === text({ contradictory, list: grounds });
}

export interface StoredGrounds {
  contradictory: boolean;
  list: Ground[];
}
