import type { JobOrder } from '../contract/audit-package.js';
import { GrundwachtError } from '../contract/errors.js';
import type { ReportLanguage } from '../contract/report.js';
import { wordsOf } from '../isms/report/words.js';
import type { ExportEntry } from './export-entry.js';
import { oscalEntries } from './oscal-entries.js';
import { checkOptions, type ReportFormat, renderReport, reportFormats } from './render-report.js';
import { type ReportName, reportSources } from './reports.js';

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
  [...reports, ...oscalEntries].map((entry) => [entry.kind.name, entry]),
);

/** @throws GrundwachtError VALIDATION */
export function exportEntry(name: string): ExportEntry {
  const entry = exportEntries.get(name);
  if (entry !== undefined) return entry;
  const known = [...exportEntries.keys()].join(', ');
  throw new GrundwachtError('VALIDATION', {
    pointer: '/name',
    message: 'there is no export {name}; there are {known}',
    values: { name, known },
  });
}

/** @throws GrundwachtError VALIDATION when that cannot be made of the entry */
export function checkOrder({ kind }: ExportEntry, { format, options = {} }: JobOrder): void {
  if (!kind.formats.includes(format)) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/format',
      message: '{name} is made as {formats}',
      values: { name: kind.name, formats: kind.formats.join(', ') },
    });
  }
  checkOptions(options, kind);
}
