import { chownSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely, Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { sealedWords } from './identity/sealed-words.js';
import {
  newSecretKey,
  openSecret,
  openSecretKey,
  type SecretKey,
  sealSecret,
} from './identity/secret-box.js';
import { forgetSealed, listSealed, replaceSealed, type SealedSecret } from './store/sealed-secrets.js';
import type { Database } from './store/tables.js';

type KeyConfig = Pick<Config, 'data' | 'secrets'>;

/** @returns where the key that seals stored secrets lies */
export function secretKeyPath({ data, secrets }: KeyConfig): string {
  return secrets.key || join(data, 'secrets.key');
}

/** A new key waits there while the database changes over to it. */
const nextPath = (config: KeyConfig): string => `${secretKeyPath(config)}.next`;

/**
 * Opens the installation's key for stored secrets, or makes it while nothing is sealed yet. A change of the key that
 * was interrupted after the database had changed is brought to its end.
 * @param db connection that sees all tenants
 * @throws GrundwachtError SECRET_KEY_LOST when the key is gone or another one than that of the database;
 * CONFIG_INVALID for a file that is no such key or that others may read; FILE_UNREADABLE
 */
export async function openInstallationKey(
  config: KeyConfig,
  db: Kysely<Database>,
  logger: Pick<Logger, 'error'>,
): Promise<SecretKey> {
  const path = secretKeyPath(config);
  const secrets = await listSealed(db);
  if (secrets.length > 0 && !existsSync(path)) throw lost(`${path} is not there`, secrets);
  const key = openSecretKey(path);
  const closed = closedTo(key, secrets);
  if (closed.length === 0) {
    rmSync(nextPath(config), { force: true });
    return key;
  }
  if (existsSync(nextPath(config))) {
    const next = openSecretKey(nextPath(config));
    if (closedTo(next, secrets).length === 0) {
      renameSync(nextPath(config), path);
      return next;
    }
  }
  if (closed.length === secrets.length) throw lost(`${path} is the key of another database`, closed);
  logger.error({ secrets: summaryOf(closed) }, 'sealed_secrets_unreadable');
  return key;
}

/** What a change of the key did. */
export interface SecretKeyChange {
  resealed: number;
  /** What nothing opened, and was given up. */
  forgotten: SealedSecret[];
  /** Puts the new key into its place: to be called after the transaction. */
  settle(): void;
}

/**
 * Makes a new key and seals everything with it.
 * @param options giveUp: what the former key does not open is given up; now: milliseconds since the epoch
 * @throws GrundwachtError SECRET_KEY_LOST when something does not open, and is not to be given up
 */
export async function rotateSecretKey(
  trx: Transaction<Database>,
  config: KeyConfig,
  { giveUp, now }: { giveUp: boolean; now: number },
): Promise<SecretKeyChange> {
  const path = secretKeyPath(config);
  const former = existsSync(path) ? openSecretKey(path) : undefined;
  const secrets = await listSealed(trx);
  const forgotten = closedTo(former, secrets);
  if (forgotten.length > 0 && !giveUp)
    throw lost(former ? `${path} is the key of another database` : `${path} is not there`, forgotten);
  const next = newSecretKey();
  writeKey(config, next);
  for (const secret of secrets) {
    if (forgotten.includes(secret)) await forgetSealed(trx, secret, now);
    else
      await replaceSealed(
        trx,
        secret,
        sealSecret(next, openSecret(former!, secret.box, wordsOf(secret)), wordsOf(secret)),
      );
  }
  return {
    resealed: secrets.length - forgotten.length,
    forgotten,
    settle: () => renameSync(nextPath(config), path),
  };
}

function writeKey(config: KeyConfig, key: SecretKey): void {
  const path = nextPath(config);
  rmSync(path, { force: true });
  writeFileSync(path, `${key.export().toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true });
  // Made by root, it would be closed to the account that the server runs as.
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(existsSync(secretKeyPath(config)) ? secretKeyPath(config) : config.data);
  chownSync(path, uid, gid);
}

/** @returns the secrets that the key does not open; all of them without a key */
export function closedTo(key: SecretKey | undefined, secrets: readonly SealedSecret[]): SealedSecret[] {
  return secrets.filter((secret) => {
    if (key === undefined) return true;
    try {
      openSecret(key, secret.box, wordsOf(secret));
      return false;
    } catch {
      return true;
    }
  });
}

const wordsOf = ({ kind, id, tenant }: SealedSecret): string =>
  kind === 'pseudonyms' ? sealedWords.pseudonyms(tenant!, id) : sealedWords[kind](id);

/** @returns what secrets are for, such as `codes by time of admin; ...` */
export function summaryOf(secrets: readonly SealedSecret[]): string {
  const namesOf = (kind: SealedSecret['kind']): string =>
    secrets
      .filter((secret) => secret.kind === kind)
      .map(({ name, tenant }) => (tenant === null ? name : `${name} of ${tenant}`))
      .join(', ');
  return [
    ['codes by time of', namesOf('codes')],
    ['secrets of the notification channels', namesOf('channel')],
    ['keys of pseudonyms', namesOf('pseudonyms')],
  ]
    .filter(([, names]) => names !== '')
    .map((part) => part.join(' '))
    .join('; ');
}

function lost(why: string, secrets: readonly SealedSecret[]): GrundwachtError {
  return new GrundwachtError(
    'SECRET_KEY_LOST',
    `${why}, and nothing else opens: ${summaryOf(secrets)}. Put the file back from your copy or a backup with keys. ` +
      'If there is none, "grundwacht keys rotate secrets --lost" makes a new one and gives these up',
  );
}
