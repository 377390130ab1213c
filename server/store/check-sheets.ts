import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { CheckSheet } from '../contract/check.js';
import type { RequirementLevel } from '../contract/isms.js';
import { withOpen } from '../isms/check/tally.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** Which sheets: those of one Baustein, of one scope, or all. */
export interface SheetFilter {
  baustein?: string | undefined;
  /** null: the whole domain as a scope. */
  object?: string | null | undefined;
  /** Only requirements of these levels count. */
  levels: readonly RequirementLevel[];
}

/** Of which a sheet counts the requirements. */
export const states = ['total', 'yes', 'partial', 'no', 'dispensable'] as const;
type State = (typeof states)[number];

/** @returns columns of a sheet: its requirements of some levels by state; of all rows together when `sum` */
export function tallyColumns(levels: readonly RequirementLevel[], sum: boolean): RawBuilder<unknown> {
  return sql.join(
    states.map((state) => {
      const count = sql.join(
        levels.map((level) => sql.ref(columnOf(level, state))),
        sql` + `,
      );
      return sum ? sql`sum(${count})::int as ${sql.ref(state)}` : sql`${count} as ${sql.ref(state)}`;
    }),
  );
}

/** @returns name of the column that holds how many requirements of a level are in a state */
export function columnOf(level: RequirementLevel, state: State): string {
  return `${level.toLowerCase()}_${state}`;
}

/** @returns what is counted of the check, a sheet for each Baustein of each scope, in the catalogue's order */
export async function listSheets(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  { baustein, object, levels }: SheetFilter,
): Promise<CheckSheet[]> {
  const { rows } = await sql<Omit<CheckSheet, 'open'>>`
    select s.baustein_id as baustein, s.target_object_id as target_object, ${tallyColumns(levels, false)}
    from check_sheet s
    join baustein b on b.catalog_id = s.catalog_id and b.id = s.baustein_id
    left join target_object o on o.id = s.target_object_id
    where s.tenant_id = ${tenant} and s.domain_id = ${domain} and s.catalog_id = ${catalog}
      ${baustein === undefined ? sql`` : sql`and s.baustein_id = ${baustein}`}
      ${object === undefined ? sql`` : sql`and s.scope_id = ${object ?? domain}`}
    order by b.position, o.key collate "C" nulls first`.execute(db);
  return rows.map((row) => ({ ...row, ...withOpen(row) }));
}
