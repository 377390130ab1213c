import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/** What came from each source by the hour of receipt, for two weeks. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table source_hour (
    tenant_id text not null references tenant on delete cascade,
    name text not null,
    hour timestamptz(0) not null,
    received bigint not null,
    stored bigint not null,
    rejected bigint not null,
    unparsed bigint not null,
    primary key (tenant_id, name, hour),
    check (received = stored + rejected)
  )`,
  // Only the program itself writes on the way of the events.
  ...tenantPolicy('source_hour', { access: ['select'] }),
];
