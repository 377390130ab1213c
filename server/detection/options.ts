import type { Logger } from 'pino';
import type { RuleSource } from '../detect/rules.js';

/** Rule files as text. */
export interface RuleTexts {
  sources: readonly RuleSource[];
  pipelines: readonly RuleSource[];
}

export interface DetectionTiming {
  /** Between two snapshots: a restart examines so much of the journal again, and what came after it. */
  snapshotMs: number;
  /** Between two looks of the watchdog. */
  tickMs: number;
  /** A thread that has work and does nothing for so long hangs. */
  hangMs: number;
  /** A rule's share of the time is taken over so long. */
  windowMs: number;
  /** The share of a thread's time that one rule may have. */
  share: number;
  /** How long reading the rules may take. */
  startMs: number;
}

export const defaultTiming: DetectionTiming = {
  snapshotMs: 30_000,
  tickMs: 50,
  hangMs: 10_000,
  windowMs: 10_000,
  share: 0.5,
  startMs: 300_000,
};

export interface DetectionOptions<T extends RuleTexts = RuleTexts> {
  /**
   * Reads the rules that are to run.
   * @throws GrundwachtError FILE_UNREADABLE
   */
  readRules(): Promise<T>;
  /** IANA zone of records that carry none. */
  zone: string;
  threads: number;
  /** Events held to be shown with a correlation's match. */
  recentEvents: number;
  /** Folder of the snapshot. */
  folder: string;
  logger: Logger;
  timing?: Partial<DetectionTiming>;
  /** Another program for the threads: tests have rules that are slow. */
  threadFile?: URL;
}

/** What {@link Detection.reload} did. */
export interface ReloadReport {
  /** Rules and correlations that run now. */
  rules: number;
  /** Faults of others. */
  problems: number;
  /** Correlations that went on with their state. */
  restored: number;
  /** Ids of correlations whose state is gone, because they are gone or have changed. */
  dropped: string[];
}
