import { type Kysely, sql } from 'kysely';

/**
 * Catalogues of any kind with their texts, mappings between them, and what a tenant makes of them: WiBA answers and
 * proposals of the migration to another catalogue.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table catalog
    add column kind text not null default 'kompendium' check (kind in ('kompendium', 'controls')),
    add column origin text not null default 'index' check (origin in ('index', 'catalog', 'profile')),
    add column published text,
    add column texts_installed_at timestamptz,
    add column notes jsonb not null default '[]'`,
  `create table catalog_group (
    catalog_id text not null references catalog on delete cascade,
    id text not null,
    parent_id text,
    title text not null,
    title_de text,
    position integer not null,
    primary key (catalog_id, id)
  )`,
  `create table target_object_category (
    catalog_id text not null references catalog on delete cascade,
    id text not null,
    parent_id text,
    position integer not null,
    primary key (catalog_id, id)
  )`,
  // One table of what can be assessed: the Kompendium's requirements and the controls of every other catalogue.
  `alter table requirement
    alter column baustein_id drop not null,
    alter column level drop not null,
    add column group_id text,
    add column parent_id text,
    add column title_de text,
    add column modal_verb text,
    add column sec_level text,
    add column effort_level text,
    add column target_objects text[] not null default '{}',
    add column alt_id text,
    add constraint requirement_catalog foreign key (catalog_id) references catalog on delete cascade,
    add constraint requirement_group foreign key (catalog_id, group_id)
      references catalog_group on delete cascade deferrable initially deferred,
    add constraint requirement_baustein_has_level check ((baustein_id is null) = (level is null))`,
  'create index requirement_order on requirement (catalog_id, position)',
  `create table requirement_text (
    catalog_id text not null,
    requirement_id text not null,
    parts jsonb not null,
    links jsonb not null,
    sha256 text not null,
    primary key (catalog_id, requirement_id),
    foreign key (catalog_id, requirement_id) references requirement on delete cascade
  )`,
  `create table sub_requirement (
    catalog_id text not null,
    id text not null,
    requirement_id text not null,
    position integer not null,
    modal text not null check (modal in ('MUSS', 'DARF NICHT', 'SOLLTE', 'SOLLTE NICHT', 'KANN')),
    text text not null,
    primary key (catalog_id, id),
    foreign key (catalog_id, requirement_id) references requirement on delete cascade
  )`,
  'create index sub_requirement_order on sub_requirement (catalog_id, requirement_id, position)',
  `create table threat_text (
    catalog_id text not null,
    threat_id text not null,
    parts jsonb not null,
    primary key (catalog_id, threat_id),
    foreign key (catalog_id, threat_id) references elementary_threat on delete cascade
  )`,
  `create table requirement_threat (
    catalog_id text not null,
    requirement_id text not null,
    threat_id text not null,
    primary key (catalog_id, requirement_id, threat_id),
    foreign key (catalog_id, requirement_id) references requirement on delete cascade,
    foreign key (catalog_id, threat_id) references elementary_threat on delete cascade
  )`,
  // Files as they were installed: what, when, which bytes. An OSCAL catalogue's are kept for profiles to be resolved.
  `create table catalog_file (
    sha256 text primary key,
    md5 text not null,
    name text not null,
    model text not null check (model in ('kompendium', 'catalog', 'profile', 'mapping-collection', 'component-definition')),
    bytes integer not null,
    installed_at timestamptz not null,
    catalog_id text references catalog on delete cascade,
    mapping_id text,
    content bytea
  )`,
  'create index catalog_file_catalog on catalog_file (catalog_id)',
  `create table mapping (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title text not null,
    edition text not null,
    status text not null,
    source_catalog text not null,
    source_file text not null,
    source_sha256 text not null,
    index_sha256 text not null,
    installed_at timestamptz not null
  )`,
  `create table mapping_pair (
    mapping_id text not null references mapping on delete cascade,
    position integer not null,
    statement integer not null,
    source_catalog text not null,
    source_id text not null,
    source_requirement text not null,
    target_catalog text not null,
    target_id text not null,
    relation text not null check (relation in (
      'equal-to', 'equivalent-to', 'subset-of', 'superset-of', 'intersects-with'
    )),
    state text not null check (state in ('confirmed', 'moved', 'unconfirmed', 'absent')),
    was text,
    primary key (mapping_id, position)
  )`,
  'create index mapping_pair_source on mapping_pair (source_catalog, source_requirement)',
  'create index mapping_pair_target on mapping_pair (target_catalog, target_id)',
  `create table component (
    id uuid not null,
    file_sha256 text not null references catalog_file on delete cascade,
    title text not null,
    type text not null,
    catalog_id text,
    requirement_ids text[] not null,
    primary key (file_sha256, id)
  )`,
  `create table wiba_answer (
    tenant_id text not null references tenant on delete cascade,
    question text not null,
    answer text not null check (answer in ('yes', 'partial', 'no', 'not_applicable')),
    note text not null check (length(note) <= 4000),
    answered_by text not null,
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    primary key (tenant_id, question)
  )`,
  `create table migration_proposal (
    tenant_id text not null references tenant on delete cascade,
    target_catalog text not null references catalog on delete cascade,
    requirement_id text not null,
    proposal text not null check (proposal in ('yes', 'partial', 'no', 'open')),
    grounds jsonb not null,
    decision text not null default 'open' check (decision in ('open', 'accepted', 'rejected')),
    note text not null default '' check (length(note) <= 4000),
    decided_by text,
    version integer not null default 1 check (version > 0),
    updated_at timestamptz not null,
    primary key (tenant_id, target_catalog, requirement_id),
    foreign key (target_catalog, requirement_id) references requirement on delete cascade
  )`,
];
