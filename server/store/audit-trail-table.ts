import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** Rows are only ever added. */
export interface AuditTrailTable {
  id: Generated<number>;
  /** null: of no tenant. */
  tenant_id: ColumnType<string | null, string | null, never>;
  at: ColumnType<Date, Date, never>;
  by: ColumnType<string, string, never>;
  action: ColumnType<string, string, never>;
  object: ColumnType<string | null, string | null, never>;
  /** Plain data. */
  details: JSONColumnType<Record<string, unknown>, string, never>;
}
