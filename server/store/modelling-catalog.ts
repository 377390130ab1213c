import { type Kysely, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * @returns id of the catalogue that a domain is assessed by
 * @throws GrundwachtError VALIDATION when it has no Bausteine to be modelled, or is not installed
 */
export async function modellingCatalog(db: Kysely<Database>, { tenant, domain }: DomainKey): Promise<string> {
  const { rows } = await sql<{ id: string; bausteine: boolean }>`
    select catalog_id as id, exists (select from baustein b where b.catalog_id = d.catalog_id) as bausteine
    from isms_domain d where tenant_id = ${tenant} and id = ${domain}`.execute(db);
  const [catalog] = rows;
  if (catalog?.bausteine) return catalog.id;
  throw new GrundwachtError(
    'VALIDATION',
    `querystring /domain: the domain is assessed by ${catalog?.id}, which has no Bausteine or is not installed; ` +
      'choose a Kompendium for the domain',
  );
}
