import type { ColumnType, Generated } from 'kysely';

type Instant = ColumnType<Date, Date, Date>;

/** A backup that was made, or failed. */
export interface BackupRunTable {
  id: Generated<number>;
  target: string;
  /** Null: it failed. */
  name: string | null;
  started_at: Instant;
  finished_at: Instant;
  bytes: ColumnType<number, number | undefined, never>;
  new_bytes: ColumnType<number, number | undefined, never>;
  events: ColumnType<number, number | undefined, never>;
  encrypted: ColumnType<boolean, boolean | undefined, never>;
  keys: ColumnType<boolean, boolean | undefined, never>;
  faults: ColumnType<string[], string | undefined, never>;
  error: string | null;
}

/** A version of the program that has used this database. */
export interface ProgramVersionTable {
  id: Generated<number>;
  version: string;
  first_started_at: Instant;
  /** That its first start executed. */
  migrations: ColumnType<string[], string, never>;
  /** Name of the backup that was made before them. */
  backup: string | null;
}

/** What came from a source in an hour of receipt. */
export interface SourceHourTable {
  tenant_id: string;
  name: string;
  hour: Instant;
  received: number;
  stored: number;
  rejected: number;
  unparsed: number;
}

/** How regularly a source sends. */
export interface SourceRhythmTable {
  tenant_id: string;
  name: string;
  /** Since when it is watched. */
  since: Instant;
  last_seen: Instant;
  /** Longest pause, which slowly fades. */
  longest_ms: number;
  /** Pauses that were measured. */
  gaps: number;
}

/** Something that is wrong with the system, or was. */
export interface SystemConditionTable {
  id: Generated<number>;
  name: string;
  /** What it is about, such as a file or a source; empty: the whole. */
  subject: string;
  /** Tenant that it is told to; null: to all. */
  about: string | null;
  began_at: Instant;
  ended_at: ColumnType<Date | null, never, Date>;
  message: string;
  facts: ColumnType<Record<string, string>, string, never>;
}

export interface OperationsTables {
  backup_run: BackupRunTable;
  program_version: ProgramVersionTable;
  source_hour: SourceHourTable;
  source_rhythm: SourceRhythmTable;
  system_condition: SystemConditionTable;
}
