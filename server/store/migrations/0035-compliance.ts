import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/** What is kept of every day for trends and the comparison with the quarter before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const ofDay = `
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    day date not null,
    recomputed boolean not null`;
const inDomain =
  'foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade';

const statements = [
  // The check of a day (UTC) by layer and level; recomputed: later, from the history of the answers.
  `create table check_snapshot (${ofDay},
    catalog_id text not null,
    layer text not null,
    level text not null check (level in ('B', 'S', 'H')),
    total integer not null check (total >= 0),
    yes integer not null check (yes >= 0),
    partial integer not null check (partial >= 0),
    no integer not null check (no >= 0),
    dispensable integer not null check (dispensable >= 0),
    primary key (tenant_id, domain_id, catalog_id, day, layer, level),
    ${inDomain}
  )`,
  // Other figures of a domain: contradictions, measures, findings ...
  `create table domain_figure (${ofDay},
    name text not null,
    value integer not null,
    primary key (tenant_id, domain_id, day, name),
    ${inDomain}
  )`,
  ...tenantPolicy('check_snapshot', { access: ['select'] }),
  ...tenantPolicy('domain_figure', { access: ['select'] }),
  // Which answers are older than a year is asked whenever the overview is opened.
  `create index assessment_assessed on assessment (tenant_id, domain_id, catalog_id, assessed_on)
    where assessed_on is not null`,
];
