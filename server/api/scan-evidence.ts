import { createReadStream } from 'node:fs';
import type { Transaction } from 'kysely';
import { dayOf } from '../contract/german-day.js';
import type { ScanReport } from '../contract/scan.js';
import { createEvidence } from '../store/evidence.js';
import { storeEvidenceFile } from '../store/evidence-files.js';
import type { Author, DomainKey } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';

export interface ScanEvidenceFile {
  /** Where the scan's file lies. */
  path: string;
  /** Folder of evidence files. */
  evidenceDir: string;
}

/**
 * Makes the file of a scan an item of evidence: for the requirements that it supports or contradicts and its target
 * object, of the day on which it ended, as long as its observations are fresh. A scan that tells nothing of any
 * requirement is no evidence.
 * @param report of a scan with a target object
 * @param freshUntil of its observations, milliseconds since the epoch
 */
export async function addScanEvidence(
  trx: Transaction<Database>,
  key: DomainKey,
  { path, evidenceDir }: ScanEvidenceFile,
  { scan, requirements }: Pick<ScanReport, 'scan' | 'requirements'>,
  freshUntil: number,
  author: Author,
): Promise<void> {
  const told = requirements.filter(({ verdict, title }) => verdict !== 'unknown' && title !== null);
  if (told.length === 0 || scan.target_object === null) return;
  const { sha256 } = await storeEvidenceFile(
    trx,
    { dir: evidenceDir, limit: scan.file_bytes },
    { tenant: key.tenant, name: scan.file_name, content: createReadStream(path), typeOf: scanFileType },
    author,
  );
  const { counts, profile } = scan;
  const figures = `${counts.pass + counts.fixed} Regeln erfüllt, ${counts.fail} nicht erfüllt`;
  await createEvidence(
    trx,
    key,
    {
      kind: 'file',
      title: `Prüflauf ${scan.tool} ${scan.tool_version}: ${scan.target_name}`.slice(0, 300),
      shows: (profile === '' ? figures : `${figures}; Profil: ${profile}`).slice(0, 4000),
      effective_on: dayOf(Math.min(Date.parse(scan.finished_at), author.now)),
      valid_until: dayOf(freshUntil),
      provided_by: author.by,
      // It names what is open to attack.
      classification: 'confidential',
      requirements: told.map(({ requirement }) => requirement),
      target_objects: [scan.target_object],
      file: { sha256, name: scan.file_name },
      link: null,
      observation: null,
    },
    author,
  );
}

const types = [
  ['1f8b', 'application/gzip'],
  ['504b0304', 'application/zip'],
] as const;

/** A file that was read as a scan is text unless it is compressed, whatever its name. */
function scanFileType(start: Uint8Array): string {
  const hex = Buffer.from(start.subarray(0, 4)).toString('hex');
  return types.find(([magic]) => hex.startsWith(magic))?.[1] ?? 'text/plain';
}
