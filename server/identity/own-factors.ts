import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { addPasskey, deletePasskey, listPasskeys } from '../store/passkeys.js';
import { countRecoveryCodes, deleteTotp, setRecoveryCodes, setTotp } from '../store/second-factors.js';
import type { Database } from '../store/tables.js';
import { type Account, findUser } from '../store/users.js';
import { finishRegistration, type PasskeyContext } from './passkeys.js';
import type { Pending } from './pending.js';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.js';
import { type SecondFactorContext, sealTotp } from './second-factor.js';
import { renewToken } from './sessions.js';
import { newTotpSecret, totpStep, totpUri } from './totp.js';

/** A secret that waits for the first code. */
export interface TotpEnrolment {
  account: string;
  secret: string;
}

export interface FactorContext extends SecondFactorContext, PasskeyContext {
  enrolments: Pending<TotpEnrolment>;
}

/** Who changes a factor: an account and the session in which it does. */
export interface FactorOwner {
  account: string;
  session: string;
}

/** What a change of factors leaves behind. */
export interface FactorChange {
  /** The session's new token: what was known before the change opens nothing after it. */
  token: string;
  /** Codes to be shown this once; undefined: those before stay. */
  recoveryCodes: string[] | undefined;
}

/** More keys than anybody carries; a bound, because each is looked through at a login. */
const mostPasskeys = 20;

/** @returns what an authenticator app reads, and the name under which the enrolment waits for a first code */
export function beginTotp({ enrolments, now }: FactorContext, account: Account) {
  const secret = newTotpSecret();
  const enrolment = enrolments.put({ account: account.id, secret }, now);
  return { enrolment, secret, uri: totpUri(secret, account.username) };
}

/**
 * Takes a secret into use, in place of one before, once a first code shows that the app has it.
 * @throws GrundwachtError LOGIN_EXPIRED, SECOND_FACTOR_WRONG, RATE_LIMITED
 */
export async function finishTotp(
  context: FactorContext,
  owner: FactorOwner,
  { enrolment, code }: { enrolment: string; code: string },
): Promise<FactorChange> {
  const { db, enrolments, factorThrottle, secretKey, now } = context;
  const pending = enrolments.peek(enrolment, now);
  if (pending?.account !== owner.account) throw new GrundwachtError('LOGIN_EXPIRED');
  factorThrottle.begin(enrolment, enrolment, now);
  const step = totpStep(pending.secret, code.replace(/\s/g, ''), now);
  if (step === undefined) throw new GrundwachtError('SECOND_FACTOR_WRONG');
  if (enrolments.take(enrolment, now) === undefined) throw new GrundwachtError('LOGIN_EXPIRED');
  const secret = sealTotp(secretKey, owner.account, pending.secret);
  return change(db, owner, (trx) => setTotp(trx, owner.account, { secret, step }, now));
}

/** @throws GrundwachtError NOT_FOUND */
export function removeTotp({ db }: FactorContext, owner: FactorOwner): Promise<FactorChange> {
  return change(db, owner, async (trx) => {
    if (!(await deleteTotp(trx, owner.account))) throw new GrundwachtError('NOT_FOUND');
  });
}

/** @throws GrundwachtError LOGIN_EXPIRED, PASSKEY_REFUSED, ALREADY_EXISTS, CONFLICT when there are too many */
export async function registerPasskey(
  context: FactorContext,
  owner: FactorOwner,
  { name, passkey }: { name: string; passkey: RegistrationResponseJSON },
): Promise<FactorChange> {
  const made = await finishRegistration(context, owner.account, passkey);
  return change(context.db, owner, async (trx) => {
    if ((await listPasskeys(trx, owner.account)).length >= mostPasskeys) {
      throw new GrundwachtError('CONFLICT', {
        message: 'an account has {mostPasskeys} passkeys at most',
        values: { mostPasskeys },
      });
    }
    const stored = await addPasskey(trx, { ...made, accountId: owner.account, name }, context.now);
    if (!stored) throw new GrundwachtError('ALREADY_EXISTS', 'this passkey is known already');
  });
}

/** @throws GrundwachtError NOT_FOUND */
export function removePasskey({ db }: FactorContext, owner: FactorOwner, id: string): Promise<FactorChange> {
  return change(db, owner, async (trx) => {
    if (!(await deletePasskey(trx, owner.account, id))) throw new GrundwachtError('NOT_FOUND');
  });
}

/**
 * Replaces the recovery codes.
 * @throws GrundwachtError CONFLICT without a factor that they could stand in for
 */
export function renewRecoveryCodes({ db }: FactorContext, owner: FactorOwner): Promise<FactorChange> {
  return change(db, owner, async (trx) => {
    const account = await findUser(trx, owner.account);
    if (account?.secondFactor !== true) {
      throw new GrundwachtError('CONFLICT', 'set up codes by time or a passkey first');
    }
    await setRecoveryCodes(trx, owner.account, []);
  });
}

/** Changes factors: the first one brings recovery codes with it, the last one takes them away. */
function change(
  db: Kysely<Database>,
  { account, session }: FactorOwner,
  apply: (trx: Transaction<Database>) => Promise<void>,
): Promise<FactorChange> {
  return db.transaction().execute(async (trx) => {
    await apply(trx);
    const { secondFactor } = (await findUser(trx, account))!;
    const recoveryCodes = await settleRecoveryCodes(trx, account, secondFactor);
    return { token: await renewToken(trx, session), recoveryCodes };
  });
}

async function settleRecoveryCodes(
  trx: Transaction<Database>,
  account: string,
  needed: boolean,
): Promise<string[] | undefined> {
  if (needed && (await countRecoveryCodes(trx, account)) > 0) return undefined;
  const codes = needed ? newRecoveryCodes() : [];
  const hashes = codes.map((code) => recoveryCodeHash(account, code));
  await setRecoveryCodes(trx, account, hashes);
  return needed ? codes : undefined;
}
