import { sql, type Transaction } from 'kysely';
import type { ProposalCounts } from '../contract/modelling.js';
import { rulesOf } from '../isms/modelling/inheritance.js';
import { type BausteinProposal, proposeBausteine } from '../isms/modelling/propose.js';
import type { ModelledObject, ModellingRule } from '../isms/modelling/rule.js';
import { listCategories } from './catalogs.js';
import { lockDomain } from './domains.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** PostgreSQL takes 65,535 parameters a statement; an assignment has 11. */
const rowsAStatement = 5000;

/**
 * Proposes Bausteine for everything in a domain that is not retired. What was decided stays; a proposal that nobody
 * decided about and no rule makes any more goes. A member gets what its group does not have.
 * @param rules of all catalogues
 */
export async function storeProposals(
  trx: Transaction<Database>,
  key: DomainKey,
  catalog: string,
  rules: readonly ModellingRule[],
  author: Author,
): Promise<ProposalCounts> {
  await lockDomain(trx, key);
  const objects = await objectsOf(trx, key);
  const proposals = withoutInherited(
    proposeBausteine(
      objects,
      rulesOf(rules, catalog, await listCategories(trx, catalog), await sheetsOf(trx, catalog)),
    ),
    objects,
  );
  const wanted = new Set(proposals.map(keyOf));
  const existing = await existingOf(trx, key, catalog);
  const known = new Set(existing.map(keyOf));
  const added = proposals.filter((proposal) => !known.has(keyOf(proposal)));
  const stale = existing.filter((row) => row.undecided && !wanted.has(keyOf(row))).map(({ id }) => id);
  if (stale.length > 0) {
    await sql`delete from baustein_assignment where id = any(${stale}::uuid[])`.execute(trx);
  }
  await insert(trx, key, catalog, added, author);
  return { added: added.length, withdrawn: stale.length, kept: existing.length - stale.length };
}

async function sheetsOf(trx: Transaction<Database>, catalog: string): Promise<Set<string>> {
  const rows = await trx.selectFrom('baustein').select('id').where('catalog_id', '=', catalog).execute();
  return new Set(rows.map(({ id }) => id));
}

type StoredObject = ModelledObject & { group: string | null };

const keyOf = ({ baustein, object }: Pick<BausteinProposal, 'baustein' | 'object'>): string =>
  `${object} ${baustein}`;

function withoutInherited(
  proposals: readonly BausteinProposal[],
  objects: readonly StoredObject[],
): BausteinProposal[] {
  const groups = new Map(objects.map(({ id, group }) => [id, group]));
  const all = new Set(proposals.map(keyOf));
  return proposals.filter(({ object, baustein }) => {
    const group = object === null ? null : groups.get(object);
    return group == null || !all.has(keyOf({ object: group, baustein }));
  });
}

async function objectsOf(trx: Transaction<Database>, { tenant, domain }: DomainKey): Promise<StoredObject[]> {
  return trx
    .selectFrom('target_object')
    .select(['id', 'type', 'name', 'platform', 'tags', 'group_id as group'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('status', '<>', 'retired')
    .orderBy(sql`key collate "C"`)
    .execute();
}

async function existingOf(trx: Transaction<Database>, { tenant, domain }: DomainKey, catalog: string) {
  const rows = await trx
    .selectFrom('baustein_assignment')
    .select(['id', 'baustein_id as baustein', 'target_object_id as object', 'state', 'rule'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('catalog_id', '=', catalog)
    .execute();
  return rows.map(({ state, rule, ...row }) => ({
    ...row,
    undecided: state === 'proposed' && rule !== null,
  }));
}

async function insert(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  proposals: readonly BausteinProposal[],
  { by, now }: Author,
): Promise<void> {
  for (let at = 0; at < proposals.length; at += rowsAStatement) {
    const rows = proposals.slice(at, at + rowsAStatement).map(({ baustein, object, rule }) => ({
      tenant_id: tenant,
      domain_id: domain,
      catalog_id: catalog,
      baustein_id: baustein,
      target_object_id: object,
      state: 'proposed' as const,
      rule,
      reason: '',
      contact: '',
      version: 1,
      updated_at: new Date(now),
      updated_by: by,
    }));
    await trx.insertInto('baustein_assignment').values(rows).execute();
  }
}
