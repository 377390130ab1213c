import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Kysely } from 'kysely';
import type { Config } from '../config/config.js';
import { GrundwachtError } from '../contract/errors.js';
import type { LogFault } from '../evidence/fault.js';
import { logName, nodeCrypto, noteKeysOf, type Signer } from '../evidence/signer.js';
import { Refused } from '../evidence/verify/bytes.js';
import { type Checkpoint, openNoteOf, readCheckpoint } from '../evidence/verify/note.js';
import { evidenceFolder, readEvidenceKey } from '../evidence-key.js';
import { verifyStore } from '../store/events/verify-store.js';
import { type LogVerification, verifyLogs } from '../store/evidence-verify.js';
import type { Database } from '../store/tables.js';
import { atDatabase } from './at-database.js';
import { configOf } from './config.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  tenant?: string;
  head?: string;
  json?: boolean;
}

/** @returns exit code: 1 when something differs */
export async function verifyInstallation(command: Command, options: Options): Promise<number> {
  const config = configOf(command);
  const found = await atDatabase(config, (db) => verifyAll(db, config, readEvidenceKey(config), options));
  writeOut(options.json ? jsonText(found, 2) : format(found));
  return found.faults.length > 0 ? 1 : 0;
}

export type Found = LogVerification & { segments: { count: number; events: number; bytes: number } };

/** Compares log, evidence and segments with what was signed. */
export async function verifyAll(
  db: Kysely<Database>,
  config: Pick<Config, 'data'>,
  key: Pick<Signer, 'publicKey' | 'former'>,
  { tenant, head: headFile }: Options = {},
): Promise<Found> {
  const { publicKey, former } = key;
  const head = headFile === undefined ? undefined : await readHead(headFile, key);
  const tenants = await db.selectFrom('tenant').select('id').execute();
  const known = tenants.filter(({ id }) => tenant === undefined || tenant === id);
  if (known.length === 0) throw new GrundwachtError('NOT_FOUND', `there is no tenant ${tenant}`);
  if (head !== undefined && !known.some(({ id }) => logName(id) === head.origin)) {
    throw new GrundwachtError(
      'VALIDATION',
      `${headFile} is of the log ${head.origin}, which is not verified here`,
    );
  }
  const logs = await verifyLogs(db, {
    dir: evidenceFolder(config),
    publicKey,
    former,
    tenant,
    head,
  });
  const store = await verifyStore(db, { dir: join(config.data, 'events'), tenant }, Date.now());
  const ofSegments = store.faults.map(({ path, fault, detail }): LogFault => {
    return {
      tenant: path.split('/')[0] ?? '',
      place: `event segment ${path}`,
      detail: `${fault}: ${detail}`,
    };
  });
  return {
    ...logs,
    faults: [...logs.faults, ...ofSegments],
    segments: { count: store.segments, events: store.rows, bytes: store.bytes },
  };
}

/** @throws GrundwachtError FILE_UNREADABLE; VALIDATION unless the installation's key has signed it */
async function readHead(path: string, key: Pick<Signer, 'publicKey' | 'former'>): Promise<Checkpoint> {
  let note: string;
  try {
    note = readFileSync(path, 'utf8');
  } catch (error) {
    throw new GrundwachtError('FILE_UNREADABLE', (error as Error).message);
  }
  const origin = note.split('\n', 1)[0] ?? '';
  try {
    const keys = noteKeysOf(key, origin.replace(/^grundwacht\//, ''));
    return readCheckpoint(await openNoteOf(nodeCrypto, note, keys, path), path);
  } catch (error) {
    if (error instanceof Refused) throw new GrundwachtError('VALIDATION', error.message);
    throw error;
  }
}

export function format({ tenants, faults, segments }: Found): string {
  const counted = (count: number): string => count.toLocaleString('en');
  const lines = faults.map(({ tenant, place, detail }) => `${tenant}: ${place}: ${detail}`);
  for (const { tenant, leaves, waiting, heads, rows, files, thinned } of tenants) {
    lines.push(
      `${tenant}: ${counted(leaves)} leaves under ${counted(heads)} signed heads, ${counted(rows)} rows, ` +
        `${counted(files)} files` +
        (waiting > 0 ? `; ${counted(waiting)} leaves wait for the next head` : '') +
        (thinned > 0 ? `; ${counted(thinned)} observations were erased by the rule for old ones` : ''),
    );
  }
  lines.push(`${counted(segments.count)} event segments, ${counted(segments.events)} events`);
  lines.push(
    faults.length === 0
      ? 'everything is as it was signed'
      : `${faults.length} things are not as they were signed`,
  );
  return `${lines.join('\n')}\n`;
}
