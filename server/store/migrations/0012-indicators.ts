import { type Kysely, sql } from 'kysely';

/** Lists of indicators of compromise, hunts for them in stored events, and the events that have them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const kinds = `('ip', 'network', 'domain', 'url', 'md5', 'sha1', 'sha256', 'email', 'file_name')`;
const labels = `('clear', 'green', 'amber', 'amber+strict', 'red')`;

const statements = [
  `create table indicator_list (
    tenant_id text not null references tenant on delete cascade,
    id uuid not null default gen_random_uuid(),
    name text not null check (length(name) between 1 and 120),
    source text not null,
    description text not null,
    tlp text not null check (tlp in ${labels}),
    level text not null check (level in ('informational', 'low', 'medium', 'high', 'critical')),
    live boolean not null,
    expires_at timestamptz,
    version integer not null check (version > 0),
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    hits bigint not null default 0,
    last_hit timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, name)
  )`,
  `create table indicator (
    tenant_id text not null references tenant on delete cascade,
    list_id uuid not null,
    kind text not null check (kind in ${kinds}),
    value text not null,
    description text not null,
    tlp text check (tlp in ${labels}),
    valid_from timestamptz,
    valid_until timestamptz,
    primary key (tenant_id, list_id, kind, value),
    foreign key (tenant_id, list_id) references indicator_list on delete cascade,
    check (valid_from < valid_until)
  )`,
  // No reference to the indicator: what was found stays when a list is replaced by its next edition.
  `create table indicator_hit (
    tenant_id text not null references tenant on delete cascade,
    list_id uuid not null,
    event_id text not null,
    kind text not null check (kind in ${kinds}),
    value text not null,
    event_time timestamptz not null,
    field text not null,
    host text,
    dataset text not null,
    origin text not null check (origin in ('live', 'hunt')),
    found_at timestamptz not null,
    primary key (tenant_id, list_id, event_id, kind, value),
    foreign key (tenant_id, list_id) references indicator_list on delete cascade
  )`,
  'create index indicator_hit_time on indicator_hit (tenant_id, list_id, event_time desc, event_id desc)',
  'create index indicator_hit_value on indicator_hit (tenant_id, list_id, kind, value)',
  `create table indicator_hunt (
    tenant_id text not null references tenant on delete cascade,
    id uuid not null default gen_random_uuid(),
    list_id uuid not null,
    by text not null,
    state text not null check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
    time_from timestamptz,
    time_to timestamptz,
    started_at timestamptz not null,
    ended_at timestamptz,
    segments integer not null default 0,
    segments_done integer not null default 0,
    segments_skipped integer not null default 0,
    events bigint not null default 0,
    events_done bigint not null default 0,
    hits bigint not null default 0,
    limited boolean not null default false,
    error text,
    primary key (tenant_id, id),
    foreign key (tenant_id, list_id) references indicator_list on delete cascade
  )`,
  'create index indicator_hunt_list on indicator_hunt (tenant_id, list_id, started_at desc)',
  // Of hunts that are not over: a restart goes on behind these.
  `create table indicator_hunt_segment (
    tenant_id text not null references tenant on delete cascade,
    hunt_id uuid not null,
    segment_id uuid not null,
    primary key (tenant_id, hunt_id, segment_id),
    foreign key (tenant_id, hunt_id) references indicator_hunt on delete cascade
  )`,
];
