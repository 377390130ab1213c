import type { Kysely } from 'kysely';
import type { Config } from '../config/config.js';
import { GrundwachtError } from '../contract/errors.js';
import { readEvidenceKey, rotateEvidenceKey } from '../evidence-key.js';
import { rotateSecretKey, type SecretKeyChange, secretKeyPath, summaryOf } from '../secret-key.js';
import { pendingMigrations } from '../store/migrations/index.js';
import type { SealedSecret } from '../store/sealed-secrets.js';
import type { Database } from '../store/tables.js';
import { atDatabaseUrl, withDatabase } from './at-database.js';
import { recordSystemAct } from './record-command.js';

/**
 * Makes a new evidence key and enters it in the audit trail; the running server goes on with the former one.
 * @returns fingerprints, hex, and whether a server runs
 * @throws GrundwachtError as `readEvidenceKey` and `atDatabaseUrl`; CONFLICT before the tables are up to date
 */
export async function rotateHere(
  config: Config,
): Promise<{ former: string; current: string; running: boolean }> {
  readEvidenceKey(config);
  return atDatabaseUrl(config, (databaseUrl, url) =>
    withDatabase(databaseUrl, async (db) => {
      await demandTables(db);
      return db.transaction().execute(async (trx) => {
        const keys = await rotateEvidenceKey(config, Date.now());
        await recordSystemAct(trx, { action: 'evidence-key.rotated', object: keys.current, details: keys });
        return { ...keys, running: url !== undefined };
      });
    }),
  );
}

/**
 * Makes a new key for stored secrets and seals them with it. The server holds the key in memory, so it must not run.
 * @param lost what the former key does not open, or all of it when there is none, is given up
 * @returns what to tell
 * @throws GrundwachtError CONFLICT, SECRET_KEY_LOST, and as `openInstallationKey`
 */
export function rotateSecretsHere(config: Config, lost: boolean): Promise<string> {
  return atDatabaseUrl(config, (databaseUrl, url) => {
    if (url !== undefined)
      throw new GrundwachtError('CONFLICT', `stop the server first: the one at ${url} works with the key`);
    return withDatabase(databaseUrl, async (db) => {
      await demandTables(db);
      const change = await db.transaction().execute(async (trx) => {
        const done = await rotateSecretKey(trx, config, { giveUp: lost, now: Date.now() });
        const details = { resealed: done.resealed, given_up: done.forgotten.length };
        await recordSystemAct(trx, { action: 'secret-key.rotated', object: 'secrets.key', details });
        return done;
      });
      change.settle();
      return told(config, change);
    });
  });
}

function told(config: Config, { resealed, forgotten }: SecretKeyChange): string {
  const lines = [`new key in ${secretKeyPath(config)}; ${resealed} secrets were sealed with it`];
  const has = (kind: SealedSecret['kind']): boolean => forgotten.some((secret) => secret.kind === kind);
  if (forgotten.length > 0) lines.push(`given up: ${summaryOf(forgotten)}`);
  if (has('codes'))
    lines.push(
      'These accounts log in with the password, a passkey or, beside one, a recovery code; have them set up codes anew.',
    );
  if (has('channel')) lines.push('These channels are paused: give their secrets again and switch them on.');
  if (has('pseudonyms'))
    lines.push(
      'Everybody has another pseudonym from now on. What earlier ones stand for can still be revealed by two people.',
    );
  lines.push('Backups from before need the former key; make a new one, and a copy of the key.');
  return `${lines.join('\n')}\n`;
}

async function demandTables(db: Kysely<Database>): Promise<void> {
  if ((await pendingMigrations(db))?.length === 0) return;
  throw new GrundwachtError('CONFLICT', 'start this version once before: the next start changes the tables');
}
