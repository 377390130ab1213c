/** Conditions that the system watches itself for; each has a shipped rule of this name. */
export const conditionNames = [
  'queue_growing',
  'clock_wrong',
  'certificate_expiring',
  'backup_failed',
  'backup_overdue',
  'database_unreachable',
  'source_silent',
  'case_deadline',
] as const;
export type ConditionName = (typeof conditionNames)[number];

/** Something that is wrong now. */
export interface Wrong {
  /** What it is about, where there can be several; empty: the whole. */
  subject: string;
  /** Tenant that is told; null: all. */
  tenant: string | null;
  /** For people, in English: it is a record like those of other systems. */
  message: string;
  /** Further fields of the record, named as in ECS where it has a name. */
  facts: Record<string, string>;
}

/** One thing that can be wrong. */
export interface Condition {
  name: ConditionName;
  /** Time between two looks at least, milliseconds. */
  everyMs: number;
  /**
   * @param now milliseconds since the epoch
   * @param open subjects for which it was wrong at the last look
   * @returns what is wrong; undefined: it cannot be told at the moment, and stays as it was
   */
  look(now: number, open: ReadonlySet<string>): Promise<Wrong[] | undefined> | Wrong[] | undefined;
}
