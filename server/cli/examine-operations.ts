import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import { certificatesOf, type ServerCertificate } from '../certificates.js';
import type { Config } from '../config/config.js';
import { evidenceKeyPath, readEvidenceKey } from '../evidence-key.js';
import { openSecretKey } from '../identity/secret-box.js';
import { runningPostgres } from '../postgres/supervisor.js';
import { closedTo, secretKeyPath, summaryOf } from '../secret-key.js';
import { lastGoodBackup } from '../store/backup-runs.js';
import { openDatabase } from '../store/database.js';
import { pendingMigrations } from '../store/migrations/index.js';
import { listSealed } from '../store/sealed-secrets.js';
import { systemFigures } from '../store/system-figures.js';
import type { Database } from '../store/tables.js';
import type { Finding } from './examine.js';

const day = 86_400_000;

/** @returns findings about keys, certificates, backups, growth and time stamps; never throws for what it finds */
export async function examineOperations(config: Config, now: number): Promise<Finding[]> {
  const files = [
    evidenceKey(config),
    ...(await Promise.all(certificatesOf(config).map((each) => certificate(each, now)))),
  ];
  const url = config.database.url || (await runningPostgres(config.data))?.url;
  if (!url) return files;
  const db = openDatabase(url, { connections: 1 });
  try {
    const pending = await pendingMigrations(db);
    if (pending === undefined) return files;
    if (pending.length > 0) {
      const detail = `the next start changes the tables (${pending.join(', ')}): make a backup first`;
      return [...files, { check: 'upgrade', state: 'warning', detail }];
    }
    return [
      ...files,
      await sealed(db, config),
      await backup(db, config, now),
      await growth(db, config, now),
      ...(await stamps(db, config)),
    ];
  } catch (error) {
    return [...files, { check: 'operations', state: 'failed', detail: (error as Error).message }];
  } finally {
    await db.destroy();
  }
}

function evidenceKey(config: Config): Finding {
  const path = evidenceKeyPath(config);
  if (!existsSync(path)) return { check: 'key', state: 'ok', detail: `${path} is made at the first start` };
  try {
    const { fingerprint, former } = readEvidenceKey(config);
    const before = former.length > 0 ? `, ${former.length} former` : '';
    return { check: 'key', state: 'ok', detail: `evidence key ${fingerprint}${before}` };
  } catch (error) {
    return { check: 'key', state: 'failed', detail: (error as Error).message };
  }
}

async function sealed(db: Kysely<Database>, config: Config): Promise<Finding> {
  const check = 'secrets';
  const path = secretKeyPath(config);
  const secrets = await listSealed(db);
  if (secrets.length === 0) return { check, state: 'ok', detail: `nothing is sealed with ${path} yet` };
  try {
    const closed = closedTo(existsSync(path) ? openSecretKey(path) : undefined, secrets);
    if (closed.length === 0)
      return { check, state: 'ok', detail: `${path} opens all ${secrets.length} stored` };
    return { check, state: 'failed', detail: `${path} does not open: ${summaryOf(closed)}` };
  } catch (error) {
    return { check, state: 'failed', detail: (error as Error).message };
  }
}

async function certificate({ path, validUntil }: ServerCertificate, now: number): Promise<Finding> {
  const check = 'certificate';
  try {
    const until = await validUntil();
    const days = Math.floor((until - now) / day);
    return {
      check,
      state: days < 0 ? 'failed' : days < 21 ? 'warning' : 'ok',
      detail: `${path} is valid until ${new Date(until).toISOString()} (${days} days)`,
    };
  } catch (error) {
    return { check, state: 'failed', detail: (error as Error).message };
  }
}

async function backup(db: Kysely<Database>, config: Config, now: number): Promise<Finding> {
  const last = await lastGoodBackup(db);
  if (last === undefined) return { check: 'backup', state: 'warning', detail: 'none was made yet' };
  const hours = Math.floor((now - Date.parse(last.started_at)) / 3_600_000);
  const open = last.keys || last.encrypted ? '' : ', without keys: keep copies of them apart';
  return {
    check: 'backup',
    state: hours > config.backup.max_age_hours || open !== '' ? 'warning' : 'ok',
    detail: `the last one is ${hours} hours old, in ${last.target}${open}`,
  };
}

async function growth(db: Kysely<Database>, config: Config, now: number): Promise<Finding> {
  const { weekBytes } = await systemFigures(db, now);
  const { bavail, bsize } = await statfs(config.data);
  const perDay = weekBytes / 7;
  if (perDay === 0) return { check: 'growth', state: 'ok', detail: 'no events were stored in the last week' };
  const days = Math.floor((bavail * bsize) / perDay);
  return {
    check: 'growth',
    state: days < 30 ? 'warning' : 'ok',
    detail: `${(perDay / 2 ** 20).toFixed(1)} MiB of events a day: the disk lasts ${days} days without retention`,
  };
}

async function stamps(db: Kysely<Database>, { evidence }: Config): Promise<Finding[]> {
  if (evidence.timestamps === '') return [];
  const head = await db
    .selectFrom('tree_head')
    .select(['token_time', 'token_error'])
    .where((eb) => eb.or([eb('token_time', 'is not', null), eb('token_error', 'is not', null)]))
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (head?.token_error) return [{ check: 'stamps', state: 'warning', detail: head.token_error }];
  const at = head?.token_time?.toISOString();
  return [
    { check: 'stamps', state: 'ok', detail: at === undefined ? 'none yet' : `the last one is of ${at}` },
  ];
}
