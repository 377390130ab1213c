import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/** When a measure is begun, and which measures it comes after. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Not held against the deadline: triggers of the check write that one.
  'alter table measure add column starts_on date',
  'alter table measure add unique (tenant_id, domain_id, id)',

  `create table measure_order (
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    measure_id uuid not null,
    after_id uuid not null,
    primary key (tenant_id, measure_id, after_id),
    foreign key (tenant_id, domain_id, measure_id) references measure (tenant_id, domain_id, id) on delete cascade,
    foreign key (tenant_id, domain_id, after_id) references measure (tenant_id, domain_id, id) on delete cascade,
    check (measure_id <> after_id)
  )`,
  'create index measure_order_after on measure_order (tenant_id, domain_id, after_id)',
  ...tenantPolicy('measure_order'),
];
