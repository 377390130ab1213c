import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { WibaCarryOver, WibaCarryOverResult, WibaProposal } from '../contract/migration.js';
import { carryOver, type ProposedRequirement } from '../isms/wiba/carry-over.js';
import { implementationText } from '../isms/wiba/implementation-text.js';
import { wibaQuestions } from '../isms/wiba/questions.js';
import { askedScopes } from './asked-scopes.js';
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
    wibaQuestions().catalog,
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
  const scopes = await askedScopes(trx, key, catalog, requirements);
  const result: WibaCarryOverResult = { answers: 0, requirements: 0, left: [] };
  for (const [at, requirement] of [...new Set(requirements)].entries()) {
    const proposal = proposals.get(requirement);
    if (proposal === undefined || proposal.proposal === 'open') {
      throw new GrundwachtError('VALIDATION', {
        pointer: `/requirements/${at}`,
        message: 'nothing is proposed for {requirement}',
        values: { requirement },
      });
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
  throw new GrundwachtError('VALIDATION', {
    pointer: 'querystring /domain',
    message: 'the questions belong to {catalog}, the domain is assessed by {assessed_by}',
    values: { catalog, assessed_by: row?.catalog_id ?? '' },
  });
}
