import type { ProofChoice } from '../contract/second-factors.js';
import type { IdentityContext } from '../identity/login.js';
import { beginAuthentication } from '../identity/passkeys.js';
import { listPasskeys } from '../store/passkeys.js';
import { findTotp } from '../store/second-factors.js';
import type { Account } from '../store/users.js';

/** @returns what an account can prove itself with beside its password */
export async function proofChoice(
  context: IdentityContext,
  { id, secondFactor }: Account,
  purpose: 'second-factor' | 'confirm',
): Promise<ProofChoice> {
  const [totp, passkeys] = await Promise.all([findTotp(context.db, id), listPasskeys(context.db, id)]);
  const here = passkeys.some(({ rpId }) => rpId === context.rp.id);
  return {
    code: secondFactor,
    totp: totp !== undefined,
    passkey: here ? await beginAuthentication(context, purpose, id) : null,
  };
}
