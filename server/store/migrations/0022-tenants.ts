import { type Kysely, sql } from 'kysely';
import { type Access, appRole, appTable, childPolicy, tenantPolicy } from './tenant-policy.js';

/**
 * Tenants apart by PostgreSQL itself, and roles held in a tenant. The API's role exists already: roles belong to the
 * whole PostgreSQL, see {@link file://../app-role.ts}.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const readOnly: readonly Access[] = ['select'];
/** What was said stays said. */
const appendOnly: readonly Access[] = ['select', 'insert'];

/** Rows of a tenant that people work with. */
const tenantTables = [
  ...['assessment', 'audit', 'audit_grant', 'baustein_assignment', 'check_sheet', 'collector', 'evidence'],
  ...['evidence_file', 'export_job', 'finding', 'fire_drill', 'fire_drill_rule', 'guideline', 'indicator'],
  ...['indicator_hit', 'indicator_hunt', 'indicator_hunt_segment', 'indicator_list', 'isms_domain'],
  ...[
    'legal_hold',
    'measure',
    'measure_transition',
    'merkle_node',
    'migration_proposal',
    'modelling_profile',
  ],
  ...[
    'own_threat',
    'protection_need',
    'protection_need_effective',
    'retention_policy',
    'risk',
    'risk_matrix',
  ],
  ...['rule_exception', 'rule_set_state', 'rule_state', 'saved_search', 'scan_import', 'scan_key'],
  ...['scan_result', 'signal_finding', 'signal_run', 'signal_setting', 'signal_state', 'source_decision'],
  ...['statement_of_applicability', 'target_object', 'target_object_relation', 'wiba_answer'],
];
/** Histories and leaves of the log. */
const tenantRecords = [
  ...['alert_history', 'audit_access', 'audit_record', 'audit_sample', 'audit_sample_population'],
  ...['check_history', 'evidence_version', 'guideline_history', 'merkle_leaf', 'observation'],
  ...['observation_requirement', 'plan_history', 'retention_policy_history', 'rule_state_history'],
  ...['structure_history'],
];
/** What only the program itself writes, on the way of the events. */
const programsTables = ['alert_event', 'event_deletion', 'event_segment', 'source'];
/** Catalogues and mappings: the same for every tenant, installed by the program and its provider. */
const catalogTables = [
  ...['baustein', 'catalog', 'catalog_file', 'catalog_group', 'catalog_layer', 'component'],
  ...['elementary_threat', 'mapping', 'mapping_pair', 'requirement', 'requirement_text'],
  ...['requirement_threat', 'sub_requirement', 'target_object_category', 'threat_text'],
];

const statements = [
  `grant usage on schema public to ${appRole}`,
  `create function grundwacht_tenants() returns text[] language sql stable parallel safe
    return string_to_array(nullif(current_setting('grundwacht.tenants', true), ''), ',')`,
  `create function grundwacht_every_tenant() returns boolean language sql stable parallel safe
    return coalesce(current_setting('grundwacht.tenants', true), '') = '*'`,

  // Until now a role counted everywhere.
  `alter table account_role drop constraint account_role_pkey, drop constraint account_role_role_check,
    add column tenant_id text references tenant on delete cascade`,
  `insert into account_role (account_id, role, tenant_id)
    select account_id, role, tenant.id from account_role cross join tenant`,
  `delete from account_role where tenant_id is null and role <> 'admin'`,
  `update account_role set role = 'provider' where tenant_id is null`,
  `alter table account_role
    add check (role in ('provider', 'admin', 'analyst', 'isb', 'auditor', 'dpo', 'staff_council')),
    add check ((role = 'provider') = (tenant_id is null)),
    add constraint account_role_once unique nulls not distinct (account_id, tenant_id, role)`,
  'create index account_role_tenant on account_role (tenant_id)',

  // Whoever could search events could see every shared search.
  `alter table saved_search add column tenant_id text references tenant on delete cascade`,
  `update saved_search set tenant_id = 'default'`,
  `delete from saved_search where tenant_id is null`,
  `alter table saved_search alter column tenant_id set not null,
    drop constraint saved_search_account_id_name_key,
    add constraint saved_search_name unique (tenant_id, account_id, name)`,

  ...tenantPolicy('tenant', { column: 'id', access: readOnly }),
  // What is done in a tenant one after the other locks its row, which takes the right to change something of it.
  `grant update (created_at) on tenant to ${appRole}`,
  ...tenantPolicy('account_role'),
  ...tenantPolicy('alert', { access: ['select', 'update'] }),
  ...tenantTables.flatMap((table) => tenantPolicy(table)),
  ...tenantRecords.flatMap((table) => tenantPolicy(table, { access: appendOnly })),
  ...tenantPolicy('tree_head', { access: ['select', 'insert', 'update'] }),
  ...programsTables.flatMap((table) => tenantPolicy(table, { access: readOnly })),
  ...childPolicy('evidence_requirement', 'evidence_id', 'evidence'),
  ...childPolicy('evidence_target_object', 'evidence_id', 'evidence'),
  ...['account', 'session'].flatMap((table) => appTable(table)),
  ...appTable('alert_revision', ['select', 'update']),
  ...catalogTables.flatMap((table) => appTable(table, readOnly)),
  // A view reads as its owner unless it is told to read as who asks.
  ...['protection_need_edge', 'check_summary'].flatMap((view) => [
    `alter view ${view} set (security_invoker = true)`,
    ...appTable(view, readOnly),
  ]),

  // The roles of an account are asked for before there is a tenant to ask in: by a function with the owner's rights.
  'create policy owner_reads on account_role for select to current_user using (true)',
  `create function account_roles(of_account uuid) returns json language sql stable security definer
    return coalesce((select json_agg(json_build_object('tenant', tenant_id, 'role', role) order by tenant_id, role)
      from account_role where account_id = of_account), '[]'::json)`,
  'revoke execute on function account_roles(uuid) from public',
  `grant execute on function account_roles(uuid) to ${appRole}`,
];
