import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/** Comments on alerts, acts that can be taken back, and what of the list of alerts people keep. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // created_revision: the revision that the alert began with; decided_revision: that of a person's latest change.
  `alter table alert
    add column comments integer not null default 0,
    add column created_revision bigint not null default 0,
    add column decided_revision bigint not null default 0`,
  `create index alert_list_assignee on alert (assignee, last_seen desc, id desc) where assignee is not null`,

  // act: what one person did to several alerts at once; the rest is what taking it back needs. Null in older rows.
  `alter table alert_history
    add column act uuid,
    add column revision bigint,
    add column from_reason text,
    add column from_assignee text,
    add column to_assignee text`,
  'create index alert_history_act on alert_history (act) where act is not null',

  `create table alert_comment (
    id bigint generated always as identity primary key,
    tenant_id text not null references tenant on delete cascade,
    alert_id uuid not null references alert on delete cascade,
    at timestamptz not null,
    by text not null,
    text text not null check (length(text) between 1 and 4000)
  )`,
  'create index alert_comment_tenant on alert_comment (tenant_id, alert_id, id)',
  'create index alert_comment_alert on alert_comment (alert_id)',

  `create table alert_view (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    account_id uuid not null references account on delete cascade,
    name text not null check (length(name) between 1 and 120),
    shared boolean not null,
    view jsonb not null,
    updated_at timestamptz not null,
    unique (tenant_id, account_id, name)
  )`,
  // What the list shows first, one for each person and tenant.
  `create table alert_view_default (
    tenant_id text not null references tenant on delete cascade,
    account_id uuid not null references account on delete cascade,
    view_id uuid not null references alert_view on delete cascade,
    primary key (tenant_id, account_id)
  )`,

  ...tenantPolicy('alert_comment', { access: ['select', 'insert'] }),
  ...tenantPolicy('alert_view'),
  ...tenantPolicy('alert_view_default'),
];
