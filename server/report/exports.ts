import type { Kysely } from 'kysely';
import type { ExportFormat, ExportKind, ExportOptions, ReportLanguage } from '../contract/report.js';
import { wordsOf } from '../isms/report/words.js';
import type { DomainKey } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import {
  type MadeFile,
  type RenderTarget,
  type ReportFormat,
  renderReport,
  reportFormats,
} from './render-report.js';
import { type ReportName, reportSources } from './reports.js';

/** What is to be made, for an entry of the registry. */
export interface ExportTask {
  format: ExportFormat;
  language: ReportLanguage;
  domain: DomainKey;
  options: ExportOptions;
  /** User name of who ordered it. */
  by: string;
}

/** Something that can be exported: what it is called, and how its file is made. */
export interface ExportEntry {
  kind: ExportKind;
  /** @throws GrundwachtError with what to do; AbortError */
  make(db: Kysely<Database>, task: ExportTask, target: RenderTarget): Promise<MadeFile>;
}

const reports = Object.entries(reportSources).map(([name, { takes, needs }]): ExportEntry => {
  const title = (language: ReportLanguage): string => wordsOf(language).titles[name as ReportName];
  return {
    kind: {
      name,
      title: { de: title('de'), en: title('en') },
      formats: [...reportFormats],
      takes: [...takes],
      needs: [...needs],
    },
    make: (db, task, target) =>
      renderReport(db, { ...task, name: name as ReportName, format: task.format as ReportFormat }, target),
  };
});

/** Everything that can be exported; a new kind is one entry. */
export const exportEntries: ReadonlyMap<string, ExportEntry> = new Map(
  reports.map((entry) => [entry.kind.name, entry]),
);
