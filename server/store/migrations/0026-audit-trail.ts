import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/**
 * The audit trail: who did what, and who read what of persons. Rows are written once: who may not be trusted with that
 * is found by the log, whose leaf each row is.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // tenant_id null: of no tenant, such as accounts; its leaf is in the log of the tenant `default`.
  `create table audit_trail (
    id bigint generated always as identity primary key,
    tenant_id text references tenant on delete cascade,
    at timestamptz not null,
    by text not null check (length(by) between 1 and 200),
    action text not null check (action ~ '^[a-z0-9][a-z0-9._-]{0,119}$'),
    object text check (length(object) between 1 and 400),
    details json not null
  )`,
  'create index audit_trail_tenant on audit_trail (tenant_id, at, id)',
  'create index audit_trail_by on audit_trail (tenant_id, by, id)',

  // What belongs to no tenant goes with the log that its leaves are in; routes give it to the provider alone.
  ...tenantPolicy('audit_trail', {
    column: "coalesce(tenant_id, 'default')",
    access: ['select', 'insert'],
  }),

  // For whoever it is, the owner of the table included. A tenant's rows go with their tenant, which is gone when its
  // references are followed.
  `create function audit_trail_append_only() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' and old.tenant_id is not null
      and not exists (select from tenant where id = old.tenant_id) then
      return old;
    end if;
    raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
  end $$`,
  `create trigger audit_trail_append_only before update or delete on audit_trail
    for each row execute function audit_trail_append_only()`,
  `create trigger audit_trail_no_truncate before truncate on audit_trail
    for each statement execute function audit_trail_append_only()`,

  'alter table merkle_leaf drop constraint merkle_leaf_kind_check',
  `alter table merkle_leaf add constraint merkle_leaf_kind_check check (kind in ('evidence', 'check-decision',
    'sign-off', 'event-segment', 'observation', 'export', 'sample', 'finding', 'access', 'removal', 'act'))`,
];
