import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { packageExport } from '../contract/audit-package.js';
import { GrundwachtError } from '../contract/errors.js';
import type { AuditPackageOrder } from '../contract/evidence.js';
import type { PackageFile } from '../evidence/package-files.js';
import type { ExportEntry, ExportTask } from '../report/export-entry.js';
import { checkOrder, exportEntry } from '../report/exports.js';
import type { RenderTarget } from '../report/render-report.js';
import { checkPackageOrder, makeAuditPackage } from '../store/audit-package.js';
import type { DomainKey } from '../store/structure-history.js';
import type { EvidenceDeps, RouteDeps } from './deps.js';

type Reports = NonNullable<AuditPackageOrder['reports']>;

/**
 * Audit packages as exports, so that they are made while nobody waits.
 * @param evidence the installation's key and the folder of evidence files
 * @param system the program's own database: it alone places leaves
 */
export const packageEntry = (
  { signer, dir }: Pick<EvidenceDeps, 'signer' | 'dir'>,
  system: RouteDeps['system'],
): ExportEntry => ({
  kind: {
    name: packageExport,
    title: { de: 'Prüfpaket', en: 'Audit package' },
    formats: ['zip'],
    takes: ['package'],
    needs: ['package'],
  },
  async make(db, task, target) {
    const { reports = [], ...order } = task.options.package!;
    const { domain, by } = task;
    const { now, signal, onProgress } = target;
    // The reports, reading the evidence and its proofs, and writing.
    const steps = reports.length + 2;
    const files: PackageFile[] = [];
    for (const [at, report] of reports.entries()) {
      onProgress?.(at, steps);
      files.push(await placed(at, () => makeReport(db, report, task, { at, target })));
    }
    onProgress?.(reports.length, steps);
    signal.throwIfAborted();
    const made = await makeAuditPackage(
      db,
      { signer, dir, system },
      domain,
      { ...order, files: unique(files) },
      { by, now },
    );
    onProgress?.(reports.length + 1, steps);
    await pipeline(Readable.from(made.bytes, { objectMode: false }), createWriteStream(target.file), {
      signal,
    });
    await made.log();
    return { name: `grundwacht-${domain.tenant}-${order.to}.zip`, mediaType: 'application/zip' };
  },
});

/**
 * Finds what is wrong with an order before it is a job.
 * @throws GrundwachtError VALIDATION with the place, NOT_FOUND for an earlier head that there is not
 */
export async function checkPackage(
  db: RouteDeps['db'],
  key: DomainKey,
  { reports = [], ...order }: AuditPackageOrder,
): Promise<void> {
  for (const [at, report] of reports.entries()) {
    await placed(at, async () => checkOrder(exportEntry(report.name), report));
  }
  await checkPackageOrder(db, key, order);
}

async function makeReport(
  db: RouteDeps['db'],
  { name, format, language }: Reports[number],
  { domain, by }: ExportTask,
  { at, target: { folder, now, signal } }: { at: number; target: RenderTarget },
): Promise<PackageFile> {
  const file = join(folder, String(at));
  const between = join(folder, `${at}.tmp`);
  await mkdir(between);
  const task = { format, language, domain, options: {}, by };
  const made = await exportEntry(name).make(db, task, { file, folder: between, now, signal });
  return { path: `reports/${made.name.normalize('NFC')}`, read: () => createReadStream(file) };
}

/** One of each path, for a report may have been ordered twice. */
const unique = (files: readonly PackageFile[]): PackageFile[] => [
  ...new Map(files.map((file) => [file.path, file])).values(),
];

/** Says of a fault which report of the order it is of. */
async function placed<T>(at: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GrundwachtError) || error.code !== 'VALIDATION') throw error;
    throw new GrundwachtError(
      'VALIDATION',
      error.faults.map((fault) => ({ ...fault, pointer: `/reports/${at}${fault.pointer ?? ''}` })),
    );
  }
}
