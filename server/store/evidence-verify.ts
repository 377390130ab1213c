import type { Kysely } from 'kysely';
import type { LogFault } from '../evidence/fault.js';
import { noteKeysOf } from '../evidence/signer.js';
import type { Checkpoint } from '../evidence/verify/note.js';
import { hashFile } from './events/hash-file.js';
import { evidencePath } from './evidence-files.js';
import { verifyRows } from './rows-verify.js';
import type { Database } from './tables.js';
import { verifyTree } from './tree-verify.js';

export interface LogVerification {
  tenants: {
    tenant: string;
    leaves: number;
    /** Leaves that no head covers yet. */
    waiting: number;
    heads: number;
    /** Compared with what leaves say. */
    rows: number;
    /** Observations that were thinned by the rule. */
    thinned: number;
    files: number;
  }[];
  faults: LogFault[];
}

export interface LogVerifyOptions {
  /** Folder of evidence files. */
  dir: string;
  /** 32 bytes. */
  publicKey: Uint8Array;
  /** Keys that signed before. */
  former?: readonly Uint8Array[] | undefined;
  /** Only of this tenant. */
  tenant?: string | undefined;
  /** A head that was kept elsewhere, checked for its signature. */
  head?: Checkpoint | undefined;
}

/** Compares everything that logs cover with logs, heads and files, also while the server runs. */
export async function verifyLogs(db: Kysely<Database>, options: LogVerifyOptions): Promise<LogVerification> {
  const all = (await db.selectFrom('tenant').select('id').orderBy('id').execute()).map(({ id }) => id);
  const tenants = all.filter((tenant) => options.tenant === undefined || options.tenant === tenant);
  const result: LogVerification = { tenants: [], faults: [] };
  for (const tenant of tenants) {
    const found = await verifyDatabase(db, tenant, options);
    const files = await verifyFiles(db, tenant, options.dir);
    result.tenants.push({ tenant, ...found.counts, files: files.count });
    result.faults.push(...found.faults, ...files.faults);
  }
  return result;
}

/** In one transaction that sees one state: leaves and rows are written together. */
async function verifyDatabase(
  db: Kysely<Database>,
  tenant: string,
  { publicKey, former, head }: LogVerifyOptions,
) {
  const keys = noteKeysOf({ publicKey, former }, tenant);
  const known = head?.origin === keys[0].name ? head : undefined;
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const tree = await verifyTree(trx, tenant, keys, known);
      const { rows, faults } = await verifyRows(trx, tenant);
      const { waiting } = await trx
        .selectFrom('merkle_leaf')
        .select(({ fn }) => fn.countAll<number>().as('waiting'))
        .where('tenant_id', '=', tenant)
        .where('position', 'is', null)
        .executeTakeFirstOrThrow();
      const { thinned } = await trx
        .selectFrom('observation_thinning')
        .select(({ fn }) => fn.sum<number | null>('removed').as('thinned'))
        .where('tenant_id', '=', tenant)
        .executeTakeFirstOrThrow();
      const counts = {
        leaves: tree.leaves,
        heads: tree.heads,
        waiting: Number(waiting),
        rows,
        thinned: Number(thinned ?? 0),
      };
      return { counts, faults: [...tree.faults, ...faults] };
    });
}

async function verifyFiles(
  db: Kysely<Database>,
  tenant: string,
  dir: string,
): Promise<{ count: number; faults: LogFault[] }> {
  const files = await db
    .selectFrom('evidence_file')
    .select('sha256')
    .where('tenant_id', '=', tenant)
    .orderBy('uploaded_at')
    .execute();
  const faults: LogFault[] = [];
  for (const { sha256 } of files) {
    const path = evidencePath(dir, tenant, sha256.toString('hex'));
    const found = await hashFile(path).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
    if (typeof found !== 'string' && found.equals(sha256)) continue;
    const detail =
      typeof found === 'string' ? `cannot be read: ${found}` : 'changed: its bytes have another hash';
    faults.push({ tenant, place: `file ${path}`, detail });
  }
  return { count: files.length, faults };
}
