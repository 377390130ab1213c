import type { ColumnType } from 'kysely';
import type { RequirementLevel } from '../contract/isms.js';

interface OfDay {
  tenant_id: string;
  domain_id: string;
  /** Select it as text: the driver would make local midnights of days. */
  day: ColumnType<Date, string, string>;
  /** Computed later, from what the history holds. */
  recomputed: boolean;
}

/** The check of a domain on a day, by layer and level. */
export interface CheckSnapshotTable extends OfDay {
  catalog_id: string;
  layer: string;
  level: RequirementLevel;
  total: number;
  yes: number;
  partial: number;
  no: number;
  dispensable: number;
}

/** Another figure of a domain on a day. */
export interface DomainFigureTable extends OfDay {
  name: string;
  value: number;
}

/** What is kept of every day. */
export interface ComplianceTables {
  check_snapshot: CheckSnapshotTable;
  domain_figure: DomainFigureTable;
}
