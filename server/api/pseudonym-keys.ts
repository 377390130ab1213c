import type { FastifyRequest } from 'fastify';
import { GrundwachtError } from '../contract/errors.js';
import type { Side } from '../contract/pseudonym.js';
import type { PseudonymSettings } from '../contract/pseudonym-state.js';
import { keyOfRecoveryCode, recoveryCode, unwrapKey, wrapKey } from '../pseudonym/passphrase.js';
import { newSideKeys, publicOf } from '../pseudonym/seal.js';
import { parseNetwork } from '../query/network.js';
import { readSide, type StoredSide } from '../store/pseudonym-mode.js';
import type { RouteDeps } from './deps.js';

/** A side's key that was made now, and what is to be printed of it. */
export interface MadeSide {
  side: StoredSide | undefined;
  recovery: string | null;
}

/**
 * Makes the key of a side unless it has one.
 * @throws GrundwachtError VALIDATION when there is none and no passphrase was given
 */
export async function makeSide(
  deps: RouteDeps,
  tenant: string,
  side: Side,
  passphrase: string | undefined,
): Promise<MadeSide> {
  if ((await readSide(deps.db, tenant, side)) !== undefined) return { side: undefined, recovery: null };
  if (passphrase === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/passphrase',
      message: 'this side has no key yet; give it a passphrase',
    });
  const { publicKey, privateKey } = newSideKeys();
  const wrapped = await wrapKey(privateKey, passphrase);
  return { side: { publicKey, wrapped }, recovery: recoveryCode(privateKey) };
}

/**
 * Opens the key of a side with what somebody typed; wrong ones are slowed down like passwords.
 * @param secret passphrase, or the printed recovery code
 * @throws GrundwachtError PASSPHRASE_WRONG, RATE_LIMITED, NOT_FOUND when the side has no key
 */
export async function openSide(
  deps: RouteDeps,
  request: FastifyRequest,
  { tenant, side, secret }: { tenant: string; side: Side; secret: string },
): Promise<Buffer> {
  const stored = await readSide(deps.db, tenant, side);
  if (stored === undefined) throw new GrundwachtError('NOT_FOUND', 'this side has no key yet');
  const name = `passphrase ${tenant} ${side} ${request.session.user.username}`;
  deps.throttle.begin(name, request.ip, deps.now());
  const recovered = keyOfRecoveryCode(secret);
  const isIt = recovered !== undefined && Buffer.from(publicOf(recovered)).equals(stored.publicKey);
  const key = isIt ? recovered : await unwrapKey(Buffer.from(stored.wrapped), secret);
  deps.throttle.succeed(name, request.ip);
  return key;
}

/** @throws GrundwachtError VALIDATION naming what cannot be read */
export function checkSettings({ client_networks, workstations, exempt }: PseudonymSettings): void {
  client_networks.forEach((text, n) => {
    if (parseNetwork(text) === undefined)
      throw new GrundwachtError('VALIDATION', {
        pointer: `/settings/client_networks/${n}`,
        message: '{text} is no address or network',
        values: { text },
      });
  });
  for (const [name, patterns] of Object.entries({ workstations, exempt })) {
    patterns.forEach((pattern, n) => {
      // `*` alone would replace every word, or exempt everybody.
      if (pattern.replace(/[*?\s]/g, '').length < 2)
        throw new GrundwachtError('VALIDATION', {
          pointer: `/settings/${name}/${n}`,
          message: '{pattern} needs two characters besides * and ?',
          values: { pattern },
        });
    });
  }
}
