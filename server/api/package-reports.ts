import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import type { AuditPackageOrder } from '../contract/evidence.js';
import type { PackageFile } from '../evidence/package-files.js';
import type { ExportEntry } from '../report/export-entry.js';
import { checkOrder, exportEntry } from '../report/exports.js';
import type { Author, DomainKey } from '../store/structure-history.js';
import type { RouteDeps } from './deps.js';

/** Reports that go into a package, and how to remove what was made of them. */
export interface PackagedReports {
  files: readonly PackageFile[];
  discard(): Promise<void>;
}

/**
 * Makes the reports of an audit package, one after the other.
 * @param signal ends it
 * @throws GrundwachtError VALIDATION with the place of the report, NOT_READY; AbortError. Nothing stays then.
 */
export async function makePackageReports(
  { db, exportFolder }: Pick<RouteDeps, 'db' | 'exportFolder'>,
  domain: DomainKey,
  orders: NonNullable<AuditPackageOrder['reports']>,
  { by, now }: Author,
  signal: AbortSignal,
): Promise<PackagedReports> {
  if (orders.length === 0) return { files: [], discard: async () => {} };
  const entries: ExportEntry[] = [];
  for (const [at, order] of orders.entries()) {
    entries.push(await placed(at, async () => checkedEntry(order)));
  }
  if (exportFolder === undefined) {
    throw new GrundwachtError('NOT_READY', 'this server has no folder for exports');
  }
  await mkdir(exportFolder, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(exportFolder, 'package-'));
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const files = new Map<string, PackageFile>();
    for (const [at, { format, language }] of orders.entries()) {
      const file = join(folder, String(at));
      const between = join(folder, `${at}.tmp`);
      await mkdir(between);
      const task = { format, language, domain, options: {}, by };
      const made = await placed(at, () =>
        entries[at]!.make(db, task, { file, folder: between, now, signal }),
      );
      const path = `reports/${made.name.normalize('NFC')}`;
      files.set(path, { path, read: () => createReadStream(file) });
    }
    return { files: [...files.values()], discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

function checkedEntry(order: NonNullable<AuditPackageOrder['reports']>[number]): ExportEntry {
  const entry = exportEntry(order.name);
  checkOrder(entry, order);
  return entry;
}

/** Says of a fault which report of the order it is of. */
async function placed<T>(at: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GrundwachtError) || error.code !== 'VALIDATION') throw error;
    throw new GrundwachtError('VALIDATION', `/reports/${at}: ${error.detail ?? error.message}`);
  }
}
