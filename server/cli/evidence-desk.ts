import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Evidence, EvidenceInput } from '../contract/evidence.js';
import { readTable } from '../isms/table/read-table.js';
import { createEvidence } from '../store/evidence.js';
import { storeEvidenceFile } from '../store/evidence-files.js';
import type { Author, DomainKey } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import { readEvidenceTable } from './evidence-table.js';

/** Where evidence goes, and in whose name. */
export interface EvidenceDesk {
  db: Kysely<Database>;
  key: DomainKey;
  /** Folder of evidence files, and bytes of a file at most. */
  store: { dir: string; limit: number };
  author: Author;
}

/** What a person says of an item; target objects by their keys. */
export type EvidenceSaid = Omit<EvidenceInput, 'file' | 'target_objects'> & { objects: readonly string[] };

/**
 * Adds an item, with its file where it has one.
 * @param path of the file
 * @throws GrundwachtError FILE_UNREADABLE, VALIDATION, BODY_TOO_LARGE
 */
export async function addEvidence(
  desk: EvidenceDesk,
  { objects, ...said }: EvidenceSaid,
  path: string | undefined,
): Promise<Evidence> {
  const { db, key, store, author } = desk;
  const target_objects = await idsOf(desk, objects);
  let file: EvidenceInput['file'] = null;
  if (path !== undefined) {
    mustBeFile(path);
    const name = basename(path).normalize('NFC');
    const upload = { tenant: key.tenant, name, content: createReadStream(path) };
    const { sha256 } = await storeEvidenceFile(db, store, upload, author);
    file = { sha256, name };
  }
  return db
    .transaction()
    .execute((trx) => createEvidence(trx, key, { ...said, target_objects, file }, author));
}

/**
 * Adds what a list names: see docs/evidence.md. The whole list is looked through before anything is added.
 * @param folder that the files lie in
 * @param list path of the list, CSV or XLSX
 * @param onAdded hears of each item
 * @throws GrundwachtError FILE_UNREADABLE, TABLE_MALFORMED, VALIDATION with every line that has a fault
 */
export async function importEvidence(
  desk: EvidenceDesk,
  folder: string,
  list: string,
  onAdded: (item: Evidence) => void,
): Promise<void> {
  mustBeFile(list);
  const items = readEvidenceTable(await readTable(readFileSync(list)));
  const faults: string[] = [];
  for (const { line, file, objects } of items) {
    try {
      if (file !== null) mustBeFile(join(folder, file));
      await idsOf(desk, objects);
    } catch (error) {
      if (!(error instanceof GrundwachtError)) throw error;
      faults.push(`line ${line}: ${error.detail ?? error.message}`);
    }
  }
  if (faults.length > 0) throw new GrundwachtError('VALIDATION', faults.join('\n'));
  for (const { line, file, objects, input } of items) {
    try {
      const path = file === null ? undefined : join(folder, file);
      onAdded(await addEvidence(desk, { ...input, objects }, path));
    } catch (error) {
      if (!(error instanceof GrundwachtError)) throw error;
      throw new GrundwachtError(error.code, `line ${line}: ${error.detail ?? error.message}`);
    }
  }
}

/** @throws GrundwachtError VALIDATION for a key that the domain does not have */
async function idsOf({ db, key }: EvidenceDesk, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom('target_object')
    .select(['id', 'key'])
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .where('key', 'in', keys)
    .execute();
  const ids = new Map(rows.map((row) => [row.key, row.id]));
  const unknown = keys.filter((each) => !ids.has(each));
  if (unknown.length === 0) return keys.map((each) => ids.get(each)!);
  throw new GrundwachtError('VALIDATION', `target_objects: the domain has none ${unknown.join(', ')}`);
}

/** @throws GrundwachtError FILE_UNREADABLE */
function mustBeFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new GrundwachtError('FILE_UNREADABLE', `${path} is no file that can be read`);
  }
}
