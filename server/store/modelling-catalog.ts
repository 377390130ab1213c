import { type Kysely, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * @param asked id of an edition; undefined: the one that the domain is assessed by
 * @returns id of the catalogue that is modelled and checked: of a Kompendium, or of controls with modal verbs
 * @throws GrundwachtError VALIDATION when it has nothing to be modelled, or is not installed
 */
export async function modellingCatalog(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  asked?: string,
): Promise<string> {
  const { rows } = await sql<{ id: string; bausteine: boolean }>`
    select c.id, exists (select from baustein b where b.catalog_id = c.id) as bausteine
    from isms_domain d, coalesce(${asked ?? null}, d.catalog_id) c(id)
    where d.tenant_id = ${tenant} and d.id = ${domain}`.execute(db);
  const [catalog] = rows;
  if (catalog?.bausteine) return catalog.id;
  throw new GrundwachtError('VALIDATION', {
    pointer: `querystring /${asked === undefined ? 'domain' : 'catalog'}`,
    message:
      '{catalog} has neither Bausteine nor controls with modal verbs, or is not installed; choose a Kompendium, Grundschutz++ or a profile of it',
    values: { catalog: catalog?.id ?? '' },
  });
}
