import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { EvidenceFile } from '../contract/evidence.js';
import { fileEndings, fileType } from '../evidence/file-type.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/** Enough to know a type by. */
const startBytes = 4096;

/**
 * @param dir folder of evidence files
 * @param sha256 hex
 * @returns where a tenant's file lies
 */
export function evidencePath(dir: string, tenant: string, sha256: string): string {
  return join(dir, tenant, sha256.slice(0, 2), sha256);
}

export interface Upload {
  tenant: string;
  /** Of the file, as the person has it. */
  name: string;
  content: Readable;
  /** Media type by the file's first bytes, undefined: not taken. Without it the name's ending must be a known one. */
  typeOf?(start: Uint8Array): string | undefined;
}

/**
 * Takes a file in as it comes; the same bytes again are the same file. Nothing is unpacked or run.
 * @param limit bytes at most
 * @throws GrundwachtError BODY_TOO_LARGE; VALIDATION for a type that is not taken, or that the content does not have
 */
export async function storeEvidenceFile(
  db: Kysely<Database>,
  { dir, limit }: { dir: string; limit: number },
  { tenant, name, content, typeOf = (start) => fileType(name, start) }: Upload,
  { by, now }: Author,
): Promise<EvidenceFile> {
  const folder = join(dir, tenant);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.upload-${randomUUID()}`);
  try {
    const { sha256, size, start } = await write(temporary, content, limit);
    const type = typeOf(start);
    if (type === undefined || size === 0) throw refused(name);
    const hex = sha256.toString('hex');
    const path = evidencePath(dir, tenant, hex);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(temporary, path);
    await syncFolder(dirname(path));
    const row = { tenant_id: tenant, sha256, size, type, uploaded_at: new Date(now), uploaded_by: by };
    await db
      .insertInto('evidence_file')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return { sha256: hex, size, type };
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * @param sha256 hex
 * @param limit bytes at most; undefined: all
 * @returns the bytes as they come
 * @throws GrundwachtError NOT_FOUND when they are not in the data folder
 */
export async function readEvidenceFile(
  dir: string,
  tenant: string,
  sha256: string,
  limit?: number,
): Promise<Readable> {
  const file = await openFile(dir, tenant, sha256);
  return file.createReadStream(limit === undefined ? {} : { end: limit - 1 });
}

/**
 * @param sha256 hex
 * @returns the first bytes, enough to know a type by
 * @throws GrundwachtError NOT_FOUND when they are not in the data folder
 */
export async function readEvidenceStart(dir: string, tenant: string, sha256: string): Promise<Uint8Array> {
  const file = await openFile(dir, tenant, sha256);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(startBytes), 0, startBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const openFile = (dir: string, tenant: string, sha256: string): Promise<FileHandle> =>
  open(evidencePath(dir, tenant, sha256)).catch(() => {
    throw new GrundwachtError('NOT_FOUND', {
      message: 'the file {sha256} is not in the data folder',
      values: { sha256 },
    });
  });

async function write(
  path: string,
  content: Readable,
  limit: number,
): Promise<{ sha256: Buffer; size: number; start: Buffer }> {
  const hash = createHash('sha256');
  const starts: Buffer[] = [];
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      if (size < startBytes) starts.push(chunk.subarray(0, startBytes - size));
      size += chunk.length;
      if (size > limit) {
        throw new GrundwachtError('BODY_TOO_LARGE', {
          message: 'a file of evidence has {limit} bytes at most',
          values: { limit },
        });
      }
      hash.update(chunk);
      await file.write(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest(), size, start: Buffer.concat(starts) };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function refused(name: string): GrundwachtError {
  return new GrundwachtError('VALIDATION', {
    pointer: 'querystring /name',
    message:
      '{name} is empty, or its content is not what its ending says; files of these kinds are taken: {fileEndings}',
    values: { name: JSON.stringify(name.slice(0, 100)), fileEndings: fileEndings.join(', ') },
  });
}
