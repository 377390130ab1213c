import { type FileHandle, open, readFile } from 'node:fs/promises';
import { GrundwachtError } from '../contract/errors.js';
import { fingerprintOf, nodeCrypto, rawPublicKey } from '../evidence/signer.js';
import type { Source } from '../evidence/verify/archive.js';
import { type PackageReport, packageChecks, verifyPackage } from '../evidence/verify/package.js';
import { texts } from '../evidence/verify/texts.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  key?: string;
  fingerprint?: string;
  json?: boolean;
}

/**
 * `grundwacht verify PACKAGE`: needs nothing but the file.
 * @returns exit code: 1 when the package is not in order
 * @throws GrundwachtError FILE_UNREADABLE, VALIDATION
 */
export async function verifyPackageFile(path: string, options: Options): Promise<number> {
  const expected = await expectedFingerprint(options);
  const file = await open(path).catch((error: Error) => {
    throw new GrundwachtError('FILE_UNREADABLE', error.message);
  });
  try {
    const report = await verifyPackage(nodeCrypto, await sourceOf(file), expected);
    writeOut(
      options.json ? jsonText(JSON.parse(JSON.stringify(report, asJson)), 2) : format(report, expected),
    );
    return report.faults.length > 0 ? 1 : 0;
  } finally {
    await file.close();
  }
}

async function sourceOf(file: FileHandle): Promise<Source> {
  const { size } = await file.stat();
  return {
    size,
    async read(start, end) {
      const bytes = Buffer.alloc(end - start);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    },
  };
}

async function expectedFingerprint({ key, fingerprint }: Options): Promise<string | undefined> {
  if (fingerprint !== undefined) return fingerprint.replace(/[\s:]/g, '').toLowerCase();
  if (key === undefined) return undefined;
  const pem = await readFile(key, 'utf8').catch((error: Error) => {
    throw new GrundwachtError('FILE_UNREADABLE', error.message);
  });
  const raw = rawPublicKey(pem);
  if (raw === undefined) throw new GrundwachtError('VALIDATION', `${key} is no Ed25519 public key in PEM`);
  return fingerprintOf(raw);
}

function asJson(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

function format(report: PackageReport, expected: string | undefined): string {
  const { checks, faults, facts, ok, failed, skipped, good, bad } = texts.en;
  const lines: string[] = [];
  for (const check of packageChecks) {
    const found = report.faults.filter((fault) => fault.check === check);
    const state = found.length > 0 ? failed : report.done.includes(check) ? ok : skipped;
    if (state === skipped && check === 'earlier') continue;
    lines.push(`${checks[check]}: ${state}`);
    for (const { fault, place } of found) lines.push(`  ${faults[fault].replace('{}', () => place)}`);
  }
  const { manifest, fingerprint, head, leaves } = report;
  if (manifest) {
    lines.push('', `${facts.tenant}: ${manifest.tenant}`, `${facts.domain}: ${manifest.domain.name}`);
    lines.push(`${facts.period}: ${manifest.from} to ${manifest.to}`);
    lines.push(`${facts.made}: ${manifest.created_at}, ${manifest.created_by}`);
  }
  if (head) lines.push(`${facts.head}: ${head.size}, ${head.time}`, `${facts.leaves}: ${leaves ?? 0}`);
  if (fingerprint) lines.push(`${facts.key}: ${fingerprint}`);
  if (fingerprint && expected === undefined) {
    lines.push(
      'Compare the fingerprint with what you were told in another way, or give it with --fingerprint.',
    );
  }
  return `${lines.join('\n')}\n\n${report.faults.length === 0 ? good : bad}\n`;
}
