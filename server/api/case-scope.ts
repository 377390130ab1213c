import type { FastifyRequest } from 'fastify';
import type { Transaction } from 'kysely';
import Type from 'typebox';
import { CaseDetail } from '../contract/case.js';
import type { Role } from '../contract/identity.js';
import { hasRoleIn } from '../identity/roles.js';
import { readCase } from '../store/case-detail.js';
import type { CaseSight } from '../store/case-list.js';
import type { CaseKey } from '../store/case-timeline.js';
import type { Author } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import type { RouteDeps } from './deps.js';
import { authorOf } from './domains.js';
import { withReferences } from './references.js';

export const caseTags = ['cases'];
export const caseParams = Type.Object({ id: Type.String({ format: 'uuid' }) });
export const CaseDetailReply = withReferences(CaseDetail);

/** Roles that see every case of a tenant; data protection sees those that personal data may be concerned in. */
const seeAll: readonly Role[] = ['admin', 'analyst', 'isb'];

/** @returns what of the cases in the call's reach its caller sees */
export const sightOf = ({ session, tenants }: Pick<FastifyRequest, 'session' | 'tenants'>): CaseSight => ({
  personalOnly: tenants.filter((tenant) => !hasRoleIn(session.user, tenant, seeAll)),
});

/**
 * Changes something of a case in one transaction, in the name of who calls.
 * @returns the case as it is then
 */
export async function changedDetail(
  deps: RouteDeps,
  request: FastifyRequest,
  act: (trx: Transaction<Database>, author: Author) => Promise<CaseKey>,
): Promise<CaseDetail> {
  const author = authorOf(request, deps);
  return deps.db.transaction().execute(async (trx) => {
    const key = await act(trx, author);
    return readCase(trx, key.case, sightOf(request), author.now);
  });
}
