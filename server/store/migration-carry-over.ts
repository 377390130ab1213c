import type { Transaction } from 'kysely';
import type { AssessmentChange } from '../contract/check.js';
import type { WibaCarryOverResult } from '../contract/migration.js';
import { movedText } from '../isms/migration/implementation-text.js';
import { askedScopes } from './asked-scopes.js';
import { setEachAssessment } from './assessments.js';
import { lockDomain } from './domains.js';
import { listProposals } from './migration-decisions.js';
import { modellingCatalog } from './modelling-catalog.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * Carries the accepted proposals of a move over into the check of a domain by the new edition: into every scope that
 * the control is asked in and that nobody has said anything of. Only what is proposed as fulfilled becomes fulfilled.
 * What was answered by the old edition stays as it was.
 * @param target catalogue that is gone to
 * @param language of the text that is stored
 * @throws GrundwachtError VALIDATION when the check does not know the catalogue
 */
export async function carryOverMigration(
  trx: Transaction<Database>,
  key: DomainKey,
  target: string,
  language: 'de' | 'en',
  author: Author,
): Promise<WibaCarryOverResult> {
  await modellingCatalog(trx, key, target);
  await lockDomain(trx, key);
  const accepted = (await listProposals(trx, { tenant: key.tenant, target })).filter(
    ({ decision }) => decision === 'accepted',
  );
  const scopes = await askedScopes(
    trx,
    key,
    target,
    accepted.map(({ requirement }) => requirement),
  );
  const result: WibaCarryOverResult = { answers: 0, requirements: 0, left: [] };
  const changes: AssessmentChange[] = [];
  for (const proposal of accepted) {
    const { requirement } = proposal;
    const asked = scopes.get(requirement) ?? [];
    const unanswered = asked.filter(({ answered }) => !answered);
    if (unanswered.length === 0) {
      result.left.push({ requirement, why: asked.length === 0 ? 'not_applied' : 'answered' });
      continue;
    }
    const status = proposal.proposal === 'yes' ? 'yes' : 'no';
    const said = { requirement, version: 0, status, implementation: movedText(proposal, language) } as const;
    changes.push(...unanswered.map(({ object }) => ({ ...said, target_object: object })));
    result.requirements += 1;
  }
  await setEachAssessment(trx, key, target, changes, author);
  return { ...result, answers: changes.length };
}
