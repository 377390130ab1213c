import { type Kysely, sql } from 'kysely';

/**
 * Structure analysis and protection needs (BSI-Standard 200-2, 8.1 and 8.2): information domains, groups and
 * relations of target objects, what people say of protection needs, and what follows from it. A foreign key that
 * carries tenant_id and domain_id keeps a row from pointing out of its tenant and its domain.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const levels = `('normal', 'high', 'very_high')`;

const statements = [
  // catalog_id refers to no row: a domain may be there before its catalogue is installed.
  `create table isms_domain (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    key text not null check (length(key) between 1 and 40),
    name text not null check (length(name) between 1 and 200),
    description text not null,
    approach text not null check (approach in ('basis', 'standard', 'kern')),
    catalog_id text not null,
    status text not null check (status in ('planned', 'active', 'retired')),
    version integer not null check (version > 0),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (tenant_id, key),
    unique (tenant_id, id)
  )`,
  `insert into isms_domain (tenant_id, key, name, description, approach, catalog_id, status, version, created_at,
      updated_at)
    select id, 'main', title, '', 'standard', 'kompendium-2023', 'active', 1, created_at, created_at from tenant`,

  'alter table target_object add domain_id uuid',
  `update target_object t set domain_id = d.id from isms_domain d where d.tenant_id = t.tenant_id`,
  `alter table target_object
    alter domain_id set not null,
    add status text not null default 'in_operation' check (status in ('planned', 'in_operation', 'retired')),
    add users text not null default '',
    add is_group boolean not null default false,
    add group_id uuid,
    add check (not is_group or group_id is null),
    add check (group_id <> id),
    drop constraint target_object_tenant_id_key_key,
    add unique (tenant_id, domain_id, key),
    add unique (tenant_id, domain_id, id),
    add foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade`,
  `alter table target_object
    add foreign key (tenant_id, domain_id, group_id) references target_object (tenant_id, domain_id, id)
      on delete set null (group_id)`,
  `alter table target_object alter status drop default, alter users drop default, alter is_group drop default`,
  'create index target_object_group on target_object (tenant_id, domain_id, group_id) where group_id is not null',

  `create table target_object_relation (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    from_id uuid not null,
    to_id uuid not null,
    kind text not null check (kind in (
      'handled_by', 'uses', 'runs_on', 'connected_to', 'located_in', 'provided_by'
    )),
    note text not null,
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    check (from_id <> to_id),
    unique (tenant_id, domain_id, from_id, to_id),
    foreign key (tenant_id, domain_id, from_id) references target_object (tenant_id, domain_id, id)
      on delete cascade,
    foreign key (tenant_id, domain_id, to_id) references target_object (tenant_id, domain_id, id)
      on delete cascade
  )`,
  'create index target_object_relation_to on target_object_relation (tenant_id, domain_id, to_id)',

  `create table protection_need (
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    target_object_id uuid not null,
    dimension text not null check (dimension in ('confidentiality', 'integrity', 'availability')),
    level text check (level in ${levels}),
    reason text not null,
    scenarios jsonb not null check (jsonb_typeof(scenarios) = 'object'),
    effect text check (effect in ('cumulation', 'distribution')),
    effect_level text check (effect_level in ${levels}),
    effect_reason text,
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (tenant_id, domain_id, target_object_id, dimension),
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete cascade,
    check (num_nonnulls(effect, effect_level, effect_reason) in (0, 3)),
    check (effect_reason <> '')
  )`,
  `create table protection_need_effective (
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    target_object_id uuid not null,
    confidentiality text not null check (confidentiality in ${levels}),
    integrity text not null check (integrity in ${levels}),
    availability text not null check (availability in ${levels}),
    derivation jsonb not null check (jsonb_typeof(derivation) = 'object'),
    primary key (tenant_id, domain_id, target_object_id),
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete cascade
  )`,
  `insert into protection_need_effective
    select tenant_id, domain_id, id, 'normal', 'normal', 'normal', json_build_object(
      'confidentiality', d, 'integrity', d, 'availability', d)
    from target_object, jsonb_build_object('cause', 'default', 'own', null, 'inherited', null, 'from', null) d`,

  // Who hands its protection need on to whom: a relation's ends; a group to its members; the members of a group to
  // what the group depends on.
  `create view protection_need_edge as
    select tenant_id, domain_id, from_id as source_id, to_id as target_id from target_object_relation
    union all
    select tenant_id, domain_id, group_id, id from target_object where group_id is not null
    union all
    select r.tenant_id, r.domain_id, m.id, r.to_id
    from target_object_relation r
    join target_object m
      on m.tenant_id = r.tenant_id and m.domain_id = r.domain_id and m.group_id = r.from_id`,

  // No reference to what was changed: the history of what was deleted stays. json keeps what was written.
  `create table structure_history (
    id bigint generated always as identity primary key,
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    target_object_id uuid,
    subject text not null check (subject in ('domain', 'target_object', 'relation', 'protection_need')),
    action text not null check (action in ('create', 'change', 'delete')),
    at timestamptz not null,
    by text not null,
    old json,
    new json
  )`,
  'create index structure_history_domain on structure_history (tenant_id, domain_id, id)',
  `create index structure_history_object on structure_history (tenant_id, target_object_id, id)
    where target_object_id is not null`,
];
