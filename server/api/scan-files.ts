import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GrundwachtError } from '../contract/errors.js';
import { scanLimits } from '../scan/parsed-scan.js';
import { hasScanFile } from '../store/scan-imports.js';
import type { RouteDeps } from './deps.js';

/** A file that has come in and is not yet kept. */
export interface IncomingFile {
  path: string;
  sha256: string;
  bytes: number;
  /** Keeps it in the folder under its digest. */
  keep(): Promise<void>;
  /** Removes it; what was kept stays. */
  discard(): Promise<void>;
}

/**
 * Writes what comes in to the folder of scans, hashed on the way.
 * @param folder data folder
 * @throws GrundwachtError BODY_TOO_LARGE; nothing stays then
 */
export async function receiveScan(folder: string, body: Readable): Promise<IncomingFile> {
  const scans = join(folder, 'scans');
  await mkdir(scans, { recursive: true, mode: 0o700 });
  const path = join(scans, `incoming-${randomUUID()}`);
  const hash = createHash('sha256');
  let bytes = 0;
  const count = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > scanLimits.fileBytes) {
        const limit = scanLimits.fileBytes / 1024 / 1024;
        throw new GrundwachtError('BODY_TOO_LARGE', {
          message: "a scan's file has at most {limit} MiB; compress it by gzip",
          values: { limit },
        });
      }
      hash.update(chunk);
      yield chunk;
    }
  };
  const discard = (): Promise<void> => rm(path, { force: true });
  try {
    await pipeline(body, count, createWriteStream(path, { mode: 0o600, flush: true }));
  } catch (error) {
    await discard();
    throw error;
  }
  const sha256 = hash.digest('hex');
  return { path, sha256, bytes, keep: () => rename(path, scanFile(folder, sha256)), discard };
}

/** @returns where a scan's file is kept */
export const scanFile = (folder: string, sha256: string): string => join(folder, 'scans', sha256);

/** Removes a file that nobody has any more: another domain may have the same, or another tenant. */
export async function forgetScan(
  { system, dataFolder }: Pick<RouteDeps, 'system' | 'dataFolder'>,
  sha256: string,
): Promise<void> {
  if (dataFolder === undefined || (await hasScanFile(system, sha256))) return;
  await rm(scanFile(dataFolder, sha256), { force: true });
}
