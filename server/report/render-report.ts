import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { ExportFormat, ExportOptions, ReportLanguage } from '../contract/report.js';
import type { Block, Report, Row } from '../isms/report/model.js';
import { isArchive, renderCsv } from '../isms/report/render-csv.js';
import { renderJson } from '../isms/report/render-json.js';
import { renderPrint } from '../isms/report/render-print.js';
import { renderXlsx } from '../isms/report/render-xlsx.js';
import { reportFrame } from '../store/report-frame.js';
import type { DomainKey } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import { fileNameOf } from './file-name.js';
import { makePdf } from './pdf.js';
import { type ReportName, type ReportSource, reportSources } from './reports.js';

/** Formats that a report can be made in. */
export const reportFormats = ['pdf', 'xlsx', 'csv', 'json'] as const satisfies readonly ExportFormat[];
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportOrder {
  name: ReportName;
  format: ReportFormat;
  language: ReportLanguage;
  domain: DomainKey;
  options: ExportOptions;
  /** User name of who has it made. */
  by: string;
}

export interface RenderTarget {
  /** File that is written. */
  file: string;
  /** An empty folder for what lies in between; whoever made it removes it. */
  folder: string;
  /** Milliseconds since the epoch. */
  now: number;
  signal: AbortSignal;
  /** Hears how many rows are through, and of how many where that is known. */
  onProgress?: (done: number, total: number | null) => void;
}

export interface MadeFile {
  /** As it is given out: `A.4 Ergebnis des IT-Grundschutz-Checks, Musterstadt, 2026-11-22.xlsx`. */
  name: string;
  mediaType: string;
}

const mediaTypes: Record<ReportFormat | 'zip', string> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  zip: 'application/zip',
};
const progressEvery = 2000;

/**
 * Makes a report from what the database holds at one moment, and writes it to a file.
 * @throws GrundwachtError VALIDATION for an option that is missing, unknown or of another domain, or when there are too
 * many rows for the format; NOT_FOUND; AbortError
 */
export async function renderReport(
  db: Kysely<Database>,
  order: ReportOrder,
  target: RenderTarget,
): Promise<MadeFile> {
  const source: ReportSource = reportSources[order.name];
  checkOptions(order.options, source);
  const { language, by, format, options } = order;
  const snapshot = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  const made = await snapshot.execute(async (trx) => {
    const { frame, scope } = await reportFrame(trx, order.domain, options, { language, by, now: target.now });
    const total = (await source.count?.(trx, scope)) ?? null;
    const report = counted(await source.load(trx, frame, scope), total, target);
    const file = format === 'pdf' ? join(target.folder, 'report.json') : target.file;
    await pipeline(Readable.from(rendered(report, format)), createWriteStream(file), {
      signal: target.signal,
    });
    const kind = format === 'csv' && isArchive(report) ? 'zip' : format;
    return { name: fileNameOf(report, kind), mediaType: mediaTypes[kind] };
  });
  if (format === 'pdf') await makePdf(target.folder, target.file, target.signal);
  return made;
}

/** @throws GrundwachtError VALIDATION */
export function checkOptions(
  options: ExportOptions,
  { takes, needs }: { takes: readonly string[]; needs: readonly string[] },
): void {
  const missing = needs.find((option) => options[option as keyof ExportOptions] === undefined);
  if (missing !== undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: `/options/${missing}`,
      message: 'is needed for this',
    });
  const unknown = Object.keys(options).find((option) => !takes.includes(option));
  if (unknown !== undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: `/options/${unknown}`,
      message: 'is not taken by this',
    });
}

function rendered(report: Report, format: ReportFormat): AsyncIterable<string | Uint8Array> {
  if (format === 'xlsx') return renderXlsx(report);
  if (format === 'csv') return renderCsv(report);
  return format === 'json' ? renderJson(report) : renderPrint(report);
}

/** The same report, whose rows are counted on their way; an abort ends it between two rows. */
function counted(report: Report, total: number | null, { signal, onProgress }: RenderTarget): Report {
  let done = 0;
  const watch = async function* (rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<Row> {
    for await (const row of rows) {
      done += 1;
      if (done % progressEvery === 0) {
        signal.throwIfAborted();
        onProgress?.(done, total);
      }
      yield row;
    }
  };
  const blocks = report.blocks.map((block): Block => {
    return block.type === 'table' ? { ...block, rows: watch(block.rows) } : block;
  });
  return { ...report, blocks };
}
