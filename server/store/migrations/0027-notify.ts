import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/**
 * Notifications: channels, who hears of what, what is to be told (notices) and the messages that tell it (letters).
 * No table refers to `alert`: the check of a foreign key would make the writing of alerts wait.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // secrets: sealed; secret_names: which there are. tokens: what the rate limit leaves, at tokens_at.
  `create table notification_channel (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    name text not null check (length(name) between 1 and 120),
    enabled boolean not null,
    detail text not null check (detail in ('title', 'entity', 'fields')),
    language text not null check (language in ('de', 'en')),
    burst integer not null check (burst > 0),
    per_hour integer not null check (per_hour > 0),
    settings json not null,
    secrets bytea,
    secret_names text[] not null,
    place text not null,
    tokens double precision not null,
    tokens_at timestamptz not null,
    last_ok_at timestamptz,
    last_error_at timestamptz,
    last_error text,
    version integer not null,
    updated_at timestamptz not null,
    updated_by text not null,
    unique (tenant_id, name),
    unique (tenant_id, id),
    check ((secrets is null) = (secret_names = '{}'))
  )`,

  `create table notification_plan (
    tenant_id text primary key references tenant on delete cascade,
    plan json not null,
    version integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    updated_by text not null
  )`,

  // How far the changes of alerts and the reminders have become notices; one for all tenants, as revisions are.
  `create table notification_cursor (
    singleton boolean primary key default true check (singleton),
    revision bigint not null,
    reminder bigint not null
  )`,
  `insert into notification_cursor (revision, reminder)
    select value, coalesce((select max(id) from plan_history), 0) from alert_revision`,

  // What was told of an alert. owed_at: when the next update is due; acknowledge_by: when its being new is told again.
  `create table notification_alert (
    alert_id uuid primary key,
    tenant_id text not null references tenant on delete cascade,
    count bigint not null,
    closed boolean not null,
    told_at timestamptz not null,
    owed_at timestamptz,
    acknowledge_by timestamptz
  )`,
  'create index notification_alert_tenant on notification_alert (tenant_id)',
  'create index notification_alert_owed on notification_alert (owed_at) where owed_at is not null',
  `create index notification_alert_late on notification_alert (acknowledge_by)
    where acknowledge_by is not null`,

  `create table notification_letter (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    channel_id uuid not null,
    kind text not null check (kind in ('single', 'summary', 'digest', 'test')),
    recipients text[] not null,
    content json not null,
    state text not null check (state in ('queued', 'sent', 'dead', 'discarded')),
    attempts integer not null,
    created_at timestamptz not null,
    next_attempt_at timestamptz check ((next_attempt_at is not null) = (state = 'queued')),
    sent_at timestamptz,
    last_error text,
    foreign key (tenant_id, channel_id) references notification_channel (tenant_id, id) on delete cascade
  )`,
  'create index notification_letter_list on notification_letter (tenant_id, created_at desc, id desc)',
  'create index notification_letter_channel on notification_letter (channel_id, state)',
  `create index notification_letter_due on notification_letter (next_attempt_at)
    where state = 'queued'`,

  // letter_id: the message that told it; null: it waits, for the digest or for the rate limit.
  `create table notification_notice (
    id bigint generated always as identity primary key,
    tenant_id text not null references tenant on delete cascade,
    channel_id uuid not null,
    recipients text[] not null,
    notice json not null,
    level smallint not null,
    digest boolean not null,
    due_at timestamptz not null,
    letter_id uuid references notification_letter on delete cascade,
    foreign key (tenant_id, channel_id) references notification_channel (tenant_id, id) on delete cascade
  )`,
  'create index notification_notice_tenant on notification_notice (tenant_id, id desc)',
  'create index notification_notice_due on notification_notice (channel_id, due_at) where letter_id is null',
  'create index notification_notice_letter on notification_notice (letter_id)',

  ...tenantPolicy('notification_channel'),
  ...tenantPolicy('notification_plan'),
  ...tenantPolicy('notification_letter', { access: ['select', 'update', 'delete'] }),
  ...tenantPolicy('notification_notice', { access: ['select', 'delete'] }),
  // The program's own: the API has no business in them.
  ...tenantPolicy('notification_alert', { access: ['select', 'delete'] }),
];
