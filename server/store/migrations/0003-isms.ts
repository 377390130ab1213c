import { type Kysely, sql } from 'kysely';

/** Catalogues of requirements (of all tenants) and target objects (of one tenant each). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table catalog (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title text not null,
    edition text not null,
    source_file text not null,
    source_sha256 text not null,
    index_sha256 text not null,
    installed_at timestamptz not null
  )`,
  `create table catalog_layer (
    catalog_id text not null references catalog on delete cascade,
    id text not null,
    title text not null,
    position integer not null,
    primary key (catalog_id, id)
  )`,
  `create table baustein (
    catalog_id text not null,
    id text not null,
    title text not null,
    layer text not null,
    implementation_order text not null check (implementation_order in ('R1', 'R2', 'R3')),
    scope text not null,
    responsible text not null,
    further_roles text[] not null,
    position integer not null,
    primary key (catalog_id, id),
    foreign key (catalog_id, layer) references catalog_layer on delete cascade
  )`,
  `create table requirement (
    catalog_id text not null,
    id text not null,
    baustein_id text not null,
    title text not null,
    level text not null check (level in ('B', 'S', 'H')),
    roles text[] not null,
    withdrawn boolean not null,
    position integer not null,
    primary key (catalog_id, id),
    foreign key (catalog_id, baustein_id) references baustein on delete cascade
  )`,
  'create index requirement_baustein on requirement (catalog_id, baustein_id, position)',
  `create table elementary_threat (
    catalog_id text not null references catalog on delete cascade,
    id text not null,
    title text not null,
    position integer not null,
    primary key (catalog_id, id)
  )`,

  `create table target_object (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    key text not null check (length(key) between 1 and 40),
    type text not null check (type in (
      'process', 'information', 'application', 'it_system', 'ics_system', 'iot_device', 'network', 'room',
      'building', 'service_provider'
    )),
    name text not null check (length(name) between 1 and 200),
    description text not null,
    platform text not null,
    count integer not null check (count between 1 and 1000000),
    location text not null,
    owner text not null,
    hostnames text[] not null,
    addresses text[] not null,
    tags text[] not null,
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    unique (tenant_id, key)
  )`,
  'create index target_object_list on target_object (key collate "C", id)',
  'create index target_object_hostnames on target_object using gin (hostnames)',
];
