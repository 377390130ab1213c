import type { Config } from '../config/config.js';
import { newSecretKey } from '../identity/secret-box.js';
import { openOidc } from '../oidc.js';
import type { Finding } from './examine.js';

const check = 'sign-in';

/**
 * Whether people can log in at the OpenID provider: it is asked for its configuration as at a login.
 * @param now milliseconds since the epoch
 * @returns a finding where a provider is configured; never throws for what it finds
 */
export async function examineSignIn(config: Config, now: number): Promise<Finding[]> {
  const { issuer } = config.identity.oidc;
  if (issuer === '') return [];
  try {
    const { oidc } = openOidc(config, newSecretKey());
    await oidc!.client.begin({ redirectUri: 'https://localhost/', returnTo: '/', confirm: false }, now);
    return [{ check, state: 'ok', detail: `${issuer} tells where people log in` }];
  } catch (error) {
    const local = config.identity.allow_local_login ? '; local accounts work' : '; nobody can log in';
    return [{ check, state: 'failed', detail: `${issuer}: ${reasonsOf(error)}${local}` }];
  }
}

/** @returns what failed, and why: the cause tells what to mend */
function reasonsOf(error: unknown): string {
  const reasons: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    if (!reasons.includes(at.message)) reasons.push(at.message);
  }
  return reasons.join(': ');
}
