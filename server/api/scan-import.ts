import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { faultAt, type Said } from '../contract/fault.js';
import type { ScanReport } from '../contract/scan.js';
import { scanMappings, topicsOf } from '../scan/mapping.js';
import { observationsOf } from '../scan/observe.js';
import type { ParsedScan } from '../scan/parsed-scan.js';
import { readScan } from '../scan/read-scan.js';
import { verifyClaim } from '../scan/signature.js';
import { findCandidates } from '../scan/target-match.js';
import { signalDefinitions } from '../signal/definitions.js';
import { sentence } from '../signal/sentence.js';
import { getDomain } from '../store/domains.js';
import { addObservations } from '../store/observations.js';
import { assignScan, getScan, insertScan, namedObjects, type ScanFacts } from '../store/scan-imports.js';
import { findScanKey } from '../store/scan-keys.js';
import { scanReport, storedResults } from '../store/scan-report.js';
import { raiseFindings } from '../store/signal-findings.js';
import type { Author, DomainKey } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import { addScanEvidence, type ScanEvidenceFile } from './scan-evidence.js';
import { type IncomingFile, scanFile } from './scan-files.js';

/** A scan may end this much after the server's clock: more is no skew but a wrong date. */
const aheadMs = 24 * 3_600_000;

/**
 * Takes a scan's file: reads it, checks its signature, finds the target object that it is of, and stores what it says
 * together with its observations and as evidence. A scan whose host nobody knows waits for a person.
 * @param evidenceDir folder of evidence files
 * @throws GrundwachtError SCAN_MALFORMED, ALREADY_EXISTS
 */
export async function importScan(
  db: Kysely<Database>,
  key: DomainKey,
  file: IncomingFile & { name: string },
  evidenceDir: string,
  author: Author,
): Promise<ScanReport> {
  const scan = await readScan(file.path, file.name);
  if (scan.finishedAt > author.now + aheadMs) {
    throw new GrundwachtError('SCAN_MALFORMED', {
      pointer: file.name,
      message: 'ends in the future; set the clock of its host',
    });
  }
  const signature = await checkSignature(db, key.tenant, scan, file.name);
  const { catalog } = await getDomain(db, key.domain);
  const { mappings, version } = scanMappings();
  const topics = topicsOf(mappings, scan.format, catalog);
  return db.transaction().execute(async (trx) => {
    const candidates = findCandidates(scan, await namedObjects(trx, key));
    const target = candidates.length === 1 ? candidates[0]!.id : null;
    const id = await insertScan(
      trx,
      key,
      scan,
      {
        file: { name: file.name, sha256: file.sha256, bytes: file.bytes },
        signature,
        catalog,
        mappingVersion: version,
        requirementsOf: (rule) => [...new Set(topics(rule).flatMap(({ requirements }) => requirements))],
        target,
      },
      author,
    );
    if (target !== null) await observe(trx, key, id, { path: file.path, evidenceDir }, author);
    await file.keep();
    return scanReport(trx, key, id);
  });
}

/**
 * Says which target object a scan was of, and stores its observations and its evidence; what contradicts a "ja" of the
 * check raises a finding.
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION
 */
export async function assignTarget(
  db: Kysely<Database>,
  key: DomainKey,
  scan: string,
  target: string,
  folders: { data: string; evidence: string },
  author: Author,
): Promise<ScanReport> {
  return db.transaction().execute(async (trx) => {
    await assignScan(trx, key, scan, target, author);
    const { file_sha256 } = await getScan(trx, key, scan);
    const file = { path: scanFile(folders.data, file_sha256), evidenceDir: folders.evidence };
    await observe(trx, key, scan, file, author);
    return scanReport(trx, key, scan);
  });
}

/** Stores what a scan with a target object says: its observations, the findings that these raise, and its evidence. */
async function observe(
  trx: Transaction<Database>,
  key: DomainKey,
  id: string,
  file: ScanEvidenceFile,
  author: Author,
): Promise<void> {
  const { now } = author;
  const scan = await getScan(trx, key, id);
  const { format, tool, signature, catalog, target_object } = scan;
  const rules = await storedResults(trx, key, id);
  const observations = observationsOf(
    { format, tool, signature, finishedAt: Date.parse(scan.finished_at), rules },
    scanMappings().mappings,
    signalDefinitions(),
    { catalog, now },
  );
  const said = observations.map(({ requirements, ...observation }) => ({
    ...observation,
    requirements: requirements.map((each) => ({ catalog, ...each })),
  }));
  const ids = await addObservations(
    trx,
    key.tenant,
    said.map((observation) => ({
      ...observation,
      domain: key.domain,
      object: target_object,
      origin: 'scan' as const,
      scanImport: id,
    })),
  );
  const definitions = new Map(signalDefinitions().map((definition) => [definition.id, definition]));
  const stored = said.map(({ signal, verdict, figures, requirements }, n) => ({
    id: ids[n]!,
    signal,
    title: definitions.get(signal)!.title.de,
    statement: sentence(definitions.get(signal), verdict, figures).de,
    object: target_object,
    requirements,
  }));
  await raiseFindings(trx, key, stored, now);
  if (said.length === 0) return;
  const freshUntil = Math.min(...said.map((observation) => observation.freshUntil));
  await addScanEvidence(trx, key, file, await scanReport(trx, key, id), freshUntil, author);
}

/** A signature must be right; of a format that can have one its absence is kept visibly. */
async function checkSignature(
  db: Kysely<Database>,
  tenant: string,
  { signature, hosts }: ParsedScan,
  file: string,
): Promise<ScanFacts['signature']> {
  if (signature === null) return { state: 'none', key: null };
  if (signature === undefined) return { state: 'unsigned', key: null };
  const refuse = (why: Said): never => {
    throw new GrundwachtError('SCAN_MALFORMED', faultAt(file, why));
  };
  const known = await findScanKey(db, tenant, signature.key);
  if (known === undefined) {
    return refuse({
      message: 'is signed by the key {key}, which is not registered or is revoked',
      values: { key: signature.key },
    });
  }
  if (!verifyClaim(signature, known.pem)) return refuse('has a wrong signature: it has been changed');
  const label = (name: string): string => name.split('.')[0]!;
  if (!hosts.some((host) => host === known.host || label(host) === known.host)) {
    return refuse({
      message: 'is signed by the key of {host} and says to be of {hosts}',
      values: { host: known.host, hosts: hosts.join(', ') || 'no host' },
    });
  }
  return { state: 'signed', key: known.id };
}
