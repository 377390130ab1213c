import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { findPasskey, listPasskeys, notePasskeyUse, type StoredPasskey } from '../store/passkeys.js';
import type { Database } from '../store/tables.js';
import type { Account } from '../store/users.js';
import type { Pending } from './pending.js';

/** Who asks for passkeys: WebAuthn's relying party. */
export interface RelyingParty {
  /** The host's name. */
  id: string;
  /** Scheme, host and port. */
  origin: string;
}

/** What a challenge was given out for; nothing else is proved by answering it. */
export interface PasskeyChallenge {
  purpose: 'login' | 'second-factor' | 'confirm' | 'register';
  /** Id of the account; undefined at a login by passkey alone. */
  account: string | undefined;
}

export interface PasskeyContext {
  db: Kysely<Database>;
  challenges: Pending<PasskeyChallenge>;
  rp: RelyingParty;
  /** Milliseconds since the epoch. */
  now: number;
}

/** It reads 200 modules: whoever uses a passkey first waits for them, not every start. */
const webauthn = () => import('@simplewebauthn/server');

const userHandle = (accountId: string) => new Uint8Array(Buffer.from(accountId));

/** @throws GrundwachtError VALIDATION where no passkey can be made or used: WebAuthn 3, 5.1.2 wants a name */
function checkHost({ id }: RelyingParty): void {
  if (!/[a-z]/i.test(id) || id.includes(':') || id.includes('[')) {
    throw new GrundwachtError('VALIDATION', {
      message: 'passkeys need a host name (https://...) or localhost; {id} is an address',
      values: { id },
    });
  }
}

/**
 * @param account of a user who is logged in
 * @returns what a browser needs to make a passkey that names its user by itself and verifies that it is the one
 * @throws GrundwachtError VALIDATION where the host has no name
 */
export async function beginRegistration({ db, challenges, rp, now }: PasskeyContext, account: Account) {
  checkHost(rp);
  const known = await listPasskeys(db, account.id);
  const challenge = challenges.put({ purpose: 'register', account: account.id }, now);
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: 'Grundwacht',
    rpID: rp.id,
    userName: account.username,
    userDisplayName: account.username,
    userID: userHandle(account.id),
    challenge: bytesOf(challenge),
    attestationType: 'none',
    excludeCredentials: known.map(descriptor),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/**
 * @returns the passkey, to be stored
 * @throws GrundwachtError LOGIN_EXPIRED, PASSKEY_REFUSED
 */
export async function finishRegistration(
  context: PasskeyContext,
  accountId: string,
  response: RegistrationResponseJSON,
): Promise<Pick<StoredPasskey, 'credentialId' | 'rpId' | 'publicKey' | 'counter' | 'transports'>> {
  const { rp } = context;
  const expectedChallenge = takeChallenge(context, response.response.clientDataJSON, {
    purpose: 'register',
    account: accountId,
  });
  const { verifyRegistrationResponse } = await webauthn();
  const { registrationInfo } = await verify(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: true,
    }),
  );
  if (registrationInfo === undefined) throw new GrundwachtError('PASSKEY_REFUSED');
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
  return { credentialId: id, rpId: rp.id, publicKey: Buffer.from(publicKey), counter, transports };
}

/**
 * @param accountId whose passkeys are asked for; undefined: the passkey names its user
 * @returns what a browser needs to ask for a passkey
 * @throws GrundwachtError VALIDATION where the host has no name
 */
export async function beginAuthentication(
  { db, challenges, rp, now }: PasskeyContext,
  purpose: Exclude<PasskeyChallenge['purpose'], 'register'>,
  accountId?: string,
) {
  checkHost(rp);
  const allowed = accountId === undefined ? [] : await listPasskeys(db, accountId);
  const challenge = challenges.put({ purpose, account: accountId }, now);
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: rp.id,
    challenge: bytesOf(challenge),
    userVerification: 'required',
    allowCredentials: allowed.filter(({ rpId }) => rpId === rp.id).map(descriptor),
  });
}

/**
 * Checks what a passkey answered and notes its use.
 * @returns id of the account that it belongs to
 * @throws GrundwachtError LOGIN_EXPIRED, PASSKEY_REFUSED
 */
export async function finishAuthentication(
  context: PasskeyContext,
  challenge: PasskeyChallenge,
  response: AuthenticationResponseJSON,
): Promise<string> {
  const { db, rp, now } = context;
  const expectedChallenge = takeChallenge(context, response.response.clientDataJSON, challenge);
  const passkey = await findPasskey(db, response.id);
  if (passkey === undefined || !isOf(passkey, challenge.account, response)) {
    throw new GrundwachtError('PASSKEY_REFUSED');
  }
  const { verifyAuthenticationResponse } = await webauthn();
  const { verified, authenticationInfo } = await verify(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
      },
    }),
  );
  if (!verified || !(await notePasskeyUse(db, passkey.id, authenticationInfo.newCounter, now))) {
    throw new GrundwachtError('PASSKEY_REFUSED');
  }
  return passkey.accountId;
}

/** WebAuthn 3, 7.2 step 6: the credential's owner is the one who was identified before, or the one that it names. */
function isOf(
  { accountId }: StoredPasskey,
  expected: string | undefined,
  { response }: AuthenticationResponseJSON,
): boolean {
  const named = response.userHandle === undefined ? undefined : bytesOf(response.userHandle).toString();
  if (named !== undefined && named !== accountId) return false;
  return expected === undefined ? named !== undefined : expected === accountId;
}

/** @returns the challenge that was answered, which is used up now */
function takeChallenge(
  { challenges, now }: PasskeyContext,
  clientDataJSON: string,
  expected: PasskeyChallenge,
): string {
  const name = challengeIn(clientDataJSON);
  const given = challenges.take(name, now);
  if (given === undefined) throw new GrundwachtError('LOGIN_EXPIRED');
  if (given.purpose !== expected.purpose || given.account !== expected.account) {
    throw new GrundwachtError('PASSKEY_REFUSED');
  }
  return name;
}

/** The challenge is its own name: 256 random bits as base64url. */
function challengeIn(clientDataJSON: string): string {
  try {
    const { challenge } = JSON.parse(bytesOf(clientDataJSON).toString()) as { challenge?: unknown };
    if (typeof challenge === 'string') return challenge;
  } catch {
    // Refused like one without a challenge.
  }
  throw new GrundwachtError('PASSKEY_REFUSED');
}

/** The package throws an Error of its own for everything that does not fit. */
async function verify<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (cause) {
    throw new GrundwachtError('PASSKEY_REFUSED', undefined, { cause });
  }
}

const bytesOf = (base64url: string) => Buffer.from(base64url, 'base64url');

const descriptor = ({ credentialId, transports }: StoredPasskey) => ({ id: credentialId, transports });
