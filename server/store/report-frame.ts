import { type Kysely, sql } from 'kysely';
import type { Profile } from '../contract/modelling.js';
import type { ExportOptions, ReportLanguage } from '../contract/report.js';
import type { Approach } from '../contract/structure.js';
import { approachProfiles } from '../isms/modelling/profile.js';
import type { ReportFrame } from '../isms/report/model.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** What rows of a report are looked up by. */
export interface ReportScope extends DomainKey {
  /** Id of the catalogue that the domain is assessed by. */
  catalog: string;
  /** What its approach asks for. */
  profile: Profile;
  options: ExportOptions;
}

/** @returns whom a report is from and about, and what its rows are looked up by */
export async function reportFrame(
  db: Kysely<Database>,
  key: DomainKey,
  options: ExportOptions,
  { language, by, now }: { language: ReportLanguage; by: string; now: number },
): Promise<{ frame: ReportFrame; scope: ReportScope }> {
  const { rows } = await sql<{
    tenant: string;
    key: string;
    name: string;
    approach: Approach;
    catalog: string;
    edition: string;
  }>`
    select t.title as tenant, d.key, d.name, d.approach, d.catalog_id as catalog,
      coalesce(c.title || ', ' || c.edition, d.catalog_id) as edition
    from isms_domain d join tenant t on t.id = d.tenant_id left join catalog c on c.id = d.catalog_id
    where d.tenant_id = ${key.tenant} and d.id = ${key.domain}`.execute(db);
  const { tenant, edition, catalog, ...domain } = rows[0]!;
  return {
    frame: { language, tenant, domain: { ...domain, catalog: edition }, now, by },
    scope: { ...key, catalog, profile: approachProfiles[domain.approach], options },
  };
}

/** @returns a condition for a Baustein or a layer and what is below, in a column with ids of Bausteine */
export function withinBaustein(column: string, baustein: string | undefined) {
  return baustein === undefined
    ? sql`true`
    : sql`(${sql.ref(column)} = ${baustein} or starts_with(${sql.ref(column)}, ${`${baustein}.`}))`;
}

/** @returns a condition for a target object, in a column with ids of target objects */
export function ofObject(column: string, object: string | undefined) {
  return object === undefined ? sql`true` : sql`${sql.ref(column)} = ${object}::uuid`;
}
