import type { FastifyRequest } from 'fastify';
import type { Transaction } from 'kysely';
import { findDomain } from '../store/domains.js';
import type { Author, DomainKey } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import type { RouteDeps } from './deps.js';

interface DomainRequest {
  session: FastifyRequest['session'];
  query: { tenant: string; domain?: string | undefined };
}

/**
 * Changes something of the information domain that a call names, in one transaction, in the name of who calls.
 * @returns what the change returns
 * @throws GrundwachtError VALIDATION when there is no such domain, and what the change throws
 */
export async function inDomain<T>(
  { db, now }: Pick<RouteDeps, 'db' | 'now'>,
  { session, query: { tenant, domain } }: DomainRequest,
  change: (trx: Transaction<Database>, key: DomainKey, author: Author) => Promise<T>,
): Promise<T> {
  const author = { by: session.user.username, now: now() };
  return db.transaction().execute(async (trx) => change(trx, await findDomain(trx, tenant, domain), author));
}
