import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/**
 * Cases: incidents that people handle, with their alerts, timeline, tasks, evidence, lessons, the duties to report and
 * the reports, and the deadlines that a tenant sets itself.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tenant = 'tenant_id text not null references tenant on delete cascade';
const ofCase = `${tenant},
    case_id uuid not null,
    foreign key (tenant_id, case_id) references incident_case (tenant_id, id) on delete cascade`;

const statements = [
  `create table incident_case (
    id uuid primary key default gen_random_uuid(),
    ${tenant},
    year smallint not null,
    number integer not null check (number > 0),
    key text not null,
    title text not null check (length(title) between 1 and 300),
    summary text not null,
    severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
    state text not null check (state in ('open', 'contained', 'recovering', 'closed')),
    category text not null,
    personal_data text not null check (personal_data in ('unknown', 'none', 'possible', 'affected')),
    lead text,
    review_audit_id uuid,
    opened_at timestamptz not null,
    opened_by text not null,
    closed_at timestamptz check ((closed_at is null) = (state <> 'closed')),
    closed_by text,
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    updated_by text not null,
    unique (tenant_id, id),
    unique (tenant_id, year, number)
  )`,
  'create index incident_case_list on incident_case (tenant_id, opened_at desc, id desc)',

  `create table case_alert (
    ${ofCase},
    alert_id uuid not null references alert on delete cascade,
    added_at timestamptz not null,
    added_by text not null,
    primary key (case_id, alert_id)
  )`,
  'create index case_alert_tenant on case_alert (tenant_id, case_id)',
  'create index case_alert_alert on case_alert (alert_id)',

  `create table case_target_object (
    ${ofCase},
    domain_id uuid not null,
    target_object_id uuid not null,
    primary key (case_id, target_object_id),
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete cascade
  )`,
  'create index case_target_object_tenant on case_target_object (tenant_id, case_id)',
  'create index case_target_object_object on case_target_object (tenant_id, domain_id, target_object_id)',

  `create table case_timeline (
    id bigint generated always as identity primary key,
    ${ofCase},
    kind text not null,
    happened_at timestamptz not null,
    recorded_at timestamptz not null,
    by text not null,
    text text not null,
    facts jsonb not null check (jsonb_typeof(facts) = 'object'),
    corrects bigint references case_timeline
  )`,
  'create index case_timeline_case on case_timeline (tenant_id, case_id, id)',
  'create index case_timeline_corrects on case_timeline (corrects)',

  `create table case_task (
    id uuid primary key default gen_random_uuid(),
    ${ofCase},
    title text not null check (length(title) between 1 and 300),
    assignee text,
    due date,
    done_at timestamptz,
    done_by text check ((done_by is null) = (done_at is null)),
    created_at timestamptz not null,
    created_by text not null,
    version integer not null check (version > 0)
  )`,
  'create index case_task_case on case_task (tenant_id, case_id)',

  // An event with its record as it was, or an item of the evidence of the ISMS. json: attackers' records may hold U+0000.
  `create table case_evidence (
    id uuid primary key default gen_random_uuid(),
    ${ofCase},
    event_id text,
    document json,
    domain_id uuid,
    evidence_id uuid,
    note text not null,
    added_at timestamptz not null,
    added_by text not null,
    check ((event_id is null) <> (evidence_id is null)),
    check ((event_id is null) = (document is null)),
    unique (case_id, event_id),
    unique (case_id, evidence_id),
    foreign key (tenant_id, domain_id, evidence_id) references evidence (tenant_id, domain_id, id) on delete cascade
  )`,
  'create index case_evidence_case on case_evidence (tenant_id, case_id)',
  'create index case_evidence_event on case_evidence (tenant_id, event_id collate "C") where event_id is not null',
  'create index case_evidence_item on case_evidence (tenant_id, domain_id, evidence_id)',

  // What was decided of a duty to report; the latest row counts. hours: of an own deadline, as it was then.
  `create table case_duty (
    id bigint generated always as identity primary key,
    ${ofCase},
    duty text not null,
    applies text not null check (applies in ('yes', 'no')),
    reason text not null check (length(reason) between 1 and 4000),
    aware_at timestamptz,
    statement text not null,
    own jsonb,
    at timestamptz not null,
    by text not null
  )`,
  'create index case_duty_case on case_duty (tenant_id, case_id, duty, id)',

  `create table case_report (
    id uuid primary key default gen_random_uuid(),
    ${ofCase},
    duty text not null,
    step text not null,
    submitted_at timestamptz not null,
    submitted_by text not null,
    recipient text not null,
    channel text not null,
    receipt text not null,
    late_reason text not null,
    content text not null,
    due_at timestamptz,
    recorded_at timestamptz not null,
    recorded_by text not null,
    withdrawn_at timestamptz,
    withdrawn_by text,
    withdrawn_reason text,
    check ((withdrawn_at is null) = (withdrawn_by is null)),
    check ((withdrawn_at is null) = (withdrawn_reason is null))
  )`,
  'create index case_report_case on case_report (tenant_id, case_id)',

  `create table case_lesson (
    id uuid primary key default gen_random_uuid(),
    ${ofCase},
    title text not null check (length(title) between 1 and 300),
    text text not null,
    created_at timestamptz not null,
    created_by text not null,
    raised_as text check (raised_as in ('finding', 'measure')),
    raised_id uuid,
    raised_audit_id uuid,
    raised_at timestamptz,
    raised_by text,
    check ((raised_as is null) = (raised_id is null)),
    check ((raised_as is null) = (raised_at is null)),
    check ((raised_as is null) = (raised_by is null))
  )`,
  'create index case_lesson_case on case_lesson (tenant_id, case_id)',

  `create table case_deadline (
    id uuid primary key default gen_random_uuid(),
    ${tenant},
    name text not null check (length(name) between 1 and 200),
    recipient text not null,
    basis text not null,
    hours integer not null check (hours between 1 and 8784),
    starts text not null check (starts in ('aware', 'opened')),
    enabled boolean not null,
    created_at timestamptz not null,
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    updated_by text not null,
    unique (tenant_id, name)
  )`,

  // That a clock's end came near or passed; each once for each end.
  `create table case_escalation (
    id bigint generated always as identity primary key,
    ${ofCase},
    duty text not null,
    step text not null,
    point text not null check (point in ('half', 'three_quarters', 'two_hours', 'missed')),
    due_at timestamptz not null,
    at timestamptz not null,
    facts jsonb not null check (jsonb_typeof(facts) = 'object'),
    unique (case_id, duty, step, due_at, point)
  )`,
  'create index case_escalation_case on case_escalation (tenant_id, case_id)',
  'alter table notification_cursor add column escalation bigint not null default 0',

  // What was written down of a case goes with its tenant, and never otherwise.
  `create function keep_case_records() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' or exists (select from tenant where id = old.tenant_id) then
        raise exception 'the record of a case is never changed or deleted';
      end if;
      return old;
    end $$`,
  ...['case_timeline', 'case_duty'].map(
    (table) => `create trigger ${table}_kept before update or delete on ${table}
      for each row execute function keep_case_records()`,
  ),

  ...tenantPolicy('incident_case', { access: ['select', 'insert', 'update'] }),
  ...tenantPolicy('case_alert', { access: ['select', 'insert', 'delete'] }),
  ...tenantPolicy('case_target_object', { access: ['select', 'insert', 'delete'] }),
  ...tenantPolicy('case_timeline', { access: ['select', 'insert'] }),
  ...tenantPolicy('case_task', { access: ['select', 'insert', 'update'] }),
  ...tenantPolicy('case_evidence', { access: ['select', 'insert'] }),
  ...tenantPolicy('case_duty', { access: ['select', 'insert'] }),
  ...tenantPolicy('case_report', { access: ['select', 'insert', 'update'] }),
  ...tenantPolicy('case_lesson', { access: ['select', 'insert', 'update'] }),
  ...tenantPolicy('case_deadline', { access: ['select', 'insert', 'update'] }),
  ...tenantPolicy('case_escalation', { access: ['select'] }),
];
