import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { WibaCarryOver, WibaCarryOverResult, WibaProposal } from '../contract/migration.js';
import { carryOver, type ProposedRequirement } from '../isms/wiba/carry-over.js';
import { implementationText } from '../isms/wiba/implementation-text.js';
import { wibaQuestions } from '../isms/wiba/questions.js';
import { setAssessments } from './assessments.js';
import { lockDomain } from './domains.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';
import { wibaAnswers } from './wiba.js';

/**
 * @returns what a tenant's answers propose for the requirements of the Kompendium, and where the check of the domain
 * could take it
 */
export async function wibaProposals(db: Kysely<Database>, key: DomainKey): Promise<WibaProposal[]> {
  const proposed = await proposedBy(db, key.tenant);
  const scopes = await askedScopes(
    db,
    key,
    proposed.map(({ requirement }) => requirement),
  );
  const { rows } = await sql<{ id: string; title: string }>`
    select id, title from requirement where catalog_id = ${wibaQuestions().catalog}
      and id = any(${proposed.map(({ requirement }) => requirement)}::text[])`.execute(db);
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  return proposed.map((proposal) => {
    const asked = scopes.get(proposal.requirement) ?? [];
    const unanswered = asked.filter(({ answered }) => !answered).length;
    return { ...proposal, title: titles.get(proposal.requirement) ?? '', applied: asked.length, unanswered };
  });
}

/**
 * Carries proposals over into the check of a domain: into every scope that the requirement's Baustein is applied to and
 * that nobody has said anything of. What was answered stays.
 * @throws GrundwachtError VALIDATION for a domain that is assessed by another catalogue, and for a requirement that
 * nothing is proposed for
 */
export async function carryOverToCheck(
  trx: Transaction<Database>,
  key: DomainKey,
  { requirements, language = 'de' }: WibaCarryOver,
  author: Author,
): Promise<WibaCarryOverResult> {
  const { catalog, topics } = wibaQuestions();
  await mustBeAssessedBy(trx, key, catalog);
  await lockDomain(trx, key);
  const proposals = new Map((await proposedBy(trx, key.tenant)).map((each) => [each.requirement, each]));
  const scopes = await askedScopes(trx, key, requirements);
  const result: WibaCarryOverResult = { answers: 0, requirements: 0, left: [] };
  for (const [at, requirement] of [...new Set(requirements)].entries()) {
    const proposal = proposals.get(requirement);
    if (proposal === undefined || proposal.proposal === 'open') {
      throw new GrundwachtError('VALIDATION', `/requirements/${at}: nothing is proposed for ${requirement}`);
    }
    const asked = scopes.get(requirement) ?? [];
    const items = asked
      .filter(({ answered }) => !answered)
      .map(({ object }) => ({ requirement, target_object: object, version: 0 }));
    if (items.length === 0) {
      result.left.push({ requirement, why: asked.length === 0 ? 'not_applied' : 'answered' });
      continue;
    }
    const change = {
      status: proposal.proposal,
      implementation: implementationText(topics, proposal.questions, language),
    };
    await setAssessments(trx, key, catalog, { items, change }, author);
    result.answers += items.length;
    result.requirements += 1;
  }
  return result;
}

async function proposedBy(db: Kysely<Database>, tenant: string): Promise<ProposedRequirement[]> {
  return carryOver(wibaQuestions().topics, await wibaAnswers(db, tenant));
}

async function mustBeAssessedBy(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
): Promise<void> {
  const row = await db
    .selectFrom('isms_domain')
    .select('catalog_id')
    .where('tenant_id', '=', tenant)
    .where('id', '=', domain)
    .executeTakeFirst();
  if (row?.catalog_id === catalog) return;
  throw new GrundwachtError(
    'VALIDATION',
    `querystring /domain: the questions belong to ${catalog}, the domain is assessed by ${row?.catalog_id}`,
  );
}

interface AskedScope {
  /** null: the whole domain. */
  object: string | null;
  /** By itself or by its group. */
  answered: boolean;
}

/** @returns by requirement: the scopes that its Baustein is accepted for, the whole domain first */
async function askedScopes(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  requirements: readonly string[],
): Promise<Map<string, AskedScope[]>> {
  const { rows } = await sql<AskedScope & { requirement: string }>`
    select r.id as requirement, b.target_object_id as object, a.id is not null or g.id is not null as answered
    from requirement r
    join baustein_assignment b on b.catalog_id = r.catalog_id and b.baustein_id = r.baustein_id
    left join target_object o on o.id = b.target_object_id
    left join assessment a on a.scope_id = b.scope_id and a.catalog_id = r.catalog_id and a.requirement_id = r.id
    left join assessment g on g.scope_id = o.group_id and g.catalog_id = r.catalog_id and g.requirement_id = r.id
    where r.catalog_id = ${wibaQuestions().catalog} and r.id = any(${requirements}::text[]) and not r.withdrawn
      and b.tenant_id = ${tenant} and b.domain_id = ${domain} and b.state = 'accepted'
    order by o.key collate "C" nulls first`.execute(db);
  const scopes = new Map<string, AskedScope[]>();
  for (const { requirement, ...scope } of rows) {
    const list = scopes.get(requirement) ?? [];
    list.push(scope);
    scopes.set(requirement, list);
  }
  return scopes;
}
