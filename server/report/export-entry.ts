import type { Kysely } from 'kysely';
import type { JobOptions } from '../contract/audit-package.js';
import type { ExportFormat, ExportKind, ReportLanguage } from '../contract/report.js';
import type { DomainKey } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import type { MadeFile, RenderTarget } from './render-report.js';

/** What is to be made, for an entry of the registry. */
export interface ExportTask {
  format: ExportFormat;
  language: ReportLanguage;
  domain: DomainKey;
  options: JobOptions;
  /** User name of who ordered it. */
  by: string;
}

/** Something that can be exported: what it is called, and how its file is made. */
export interface ExportEntry {
  kind: ExportKind;
  /** @throws GrundwachtError with what to do; AbortError */
  make(db: Kysely<Database>, task: ExportTask, target: RenderTarget): Promise<MadeFile>;
}
