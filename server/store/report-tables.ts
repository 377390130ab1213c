import type { ColumnType, Generated } from 'kysely';
import type { JobOptions } from '../contract/audit-package.js';
import type { ExportState, GuidelineKind, GuidelineState, ReportLanguage } from '../contract/report.js';

type Instant = ColumnType<Date, Date, Date>;
type InstantOrNull = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** Written as `YYYY-MM-DD`; read as text by a cast. */
type DayOrNull = ColumnType<never, string | null, string | null>;

interface InDomain {
  tenant_id: string;
  domain_id: string;
}

/** A document of A.0. */
export interface GuidelineTable extends InDomain {
  id: Generated<string>;
  kind: GuidelineKind;
  title: string;
  description: string;
  location: string;
  state: GuidelineState;
  edition: string;
  dated: DayOrNull;
  author: string;
  approved_by: string;
  approved_on: DayOrNull;
  review_due: DayOrNull;
  version: number;
  updated_at: Instant;
  updated_by: string;
}

/** Every change of a guideline that a person made. */
export interface GuidelineHistoryTable extends InDomain {
  id: Generated<number>;
  guideline_id: string;
  action: 'create' | 'change' | 'delete';
  at: Instant;
  by: string;
  old: ColumnType<object | null, string, never>;
  new: ColumnType<object | null, string, never>;
}

export interface ExportJobTable extends InDomain {
  id: Generated<string>;
  name: string;
  format: string;
  language: ReportLanguage;
  options: ColumnType<JobOptions, string, never>;
  state: ExportState;
  by: string;
  created_at: ColumnType<Date, Date, never>;
  started_at: InstantOrNull;
  ended_at: InstantOrNull;
  done: Generated<number>;
  total: ColumnType<number | null, never, number | null>;
  file_name: ColumnType<string | null, never, string | null>;
  media_type: ColumnType<string | null, never, string | null>;
  bytes: ColumnType<number | null, never, number | null>;
  sha256: ColumnType<string | null, never, string | null>;
  removed_at: InstantOrNull;
  error: ColumnType<string | null, never, string | null>;
}

/** The reports' part of the database. */
export interface ReportTables {
  guideline: GuidelineTable;
  guideline_history: GuidelineHistoryTable;
  export_job: ExportJobTable;
}
