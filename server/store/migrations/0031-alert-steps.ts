import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/** Steps of an alert's runbook that somebody has done, with the words that they had then: rules are files, and change. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table alert_step (
    tenant_id text not null references tenant on delete cascade,
    alert_id uuid not null references alert on delete cascade,
    key text not null check (key ~ '^[0-9a-f]{16}$'),
    de text not null,
    en text not null,
    done_at timestamptz not null,
    done_by text not null,
    primary key (tenant_id, alert_id, key)
  )`,
  'create index alert_step_alert on alert_step (alert_id)',
  ...tenantPolicy('alert_step', { access: ['select', 'insert', 'delete'] }),
];
