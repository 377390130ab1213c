/** A row as a leaf covers it. */
export interface CoveredRow {
  table: string;
  key: Record<string, unknown>;
  /** Its columns; null: there is no such row from then on. */
  values: Record<string, unknown> | null;
}

/** What a leaf's content says as far as it can be compared with the database. */
export interface CoveredContent {
  rows?: CoveredRow[];
  /** Ids of what was deleted and took rows of others with it, such as a target object. */
  removed?: string[];
}

interface CoveredTable {
  key: readonly string[];
  /** Rows are written once; each is compared, not only as its newest leaf has it. */
  immutable?: boolean;
  /** Columns that others change without a decision of a person. */
  without?: readonly string[];
}

/** Tables whose rows leaves may cover. */
export const coveredTables = {
  assessment: { key: ['scope_id', 'catalog_id', 'requirement_id'] },
  check_history: { key: ['id'], immutable: true },
  plan_history: { key: ['id'], immutable: true },
  risk: { key: ['id'] },
  finding: { key: ['id'] },
  audit_grant: { key: ['id'] },
  audit_sample: { key: ['id'], immutable: true },
  audit_record: { key: ['id'], immutable: true },
  audit_access: { key: ['id'], immutable: true },
  audit_trail: { key: ['id'], immutable: true },
  package_release: { key: ['id'] },
  case_duty: { key: ['id'], immutable: true },
  case_report: { key: ['id'] },
  case_timeline: { key: ['id'], immutable: true },
  event_segment: { key: ['id'], without: ['filter_bytes', 'datasets'] },
  event_deletion: { key: ['id'], immutable: true },
  observation: { key: ['id'], immutable: true },
  observation_thinning: { key: ['id'], immutable: true },
  observation_requirement: {
    key: ['observation_id', 'catalog_id', 'requirement_id'],
    immutable: true,
  },
  evidence: { key: ['id'] },
  evidence_version: { key: ['evidence_id', 'number'], immutable: true },
  evidence_file: { key: ['tenant_id', 'sha256'], immutable: true },
  evidence_requirement: { key: ['evidence_id', 'catalog_id', 'requirement_id'] },
  evidence_target_object: { key: ['evidence_id', 'target_object_id'] },
} as const satisfies Record<string, CoveredTable>;
export type CoveredTableName = keyof typeof coveredTables;

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d){0,2}$/;

/** @returns a row as PostgreSQL writes it as JSON, the same whatever the connection's time zone is */
export function plainRow(table: CoveredTableName, row: Record<string, unknown>): Record<string, unknown> {
  const { without = [] }: CoveredTable = coveredTables[table];
  const columns = Object.entries(row).filter(([name]) => !without.includes(name));
  return Object.fromEntries(columns.map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'string') {
    if (isoTime.test(value)) return new Date(value).toISOString();
    // Of what a request held: canonical JSON takes no lone surrogates.
    return value.replace(/\p{Surrogate}/gu, '\ufffd');
  }
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [plainValue(name) as string, plainValue(member)]),
  );
}
