import { readFileSync } from 'node:fs';
import type { ApiDeps } from './api/deps.js';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { type OidcOptions, openOidcClient } from './identity/oidc/client.js';
import type { SecretKey } from './identity/secret-box.js';
import { hostOf } from './notify/outgoing.js';
import { safeFetch } from './notify/safe-fetch.js';

/**
 * @param key seals what a browser keeps while its person is at the provider
 * @returns how people log in
 * @throws GrundwachtError CONFIG_INVALID, FILE_UNREADABLE
 */
export function openOidc(
  { identity, outgoing }: Pick<Config, 'identity' | 'outgoing'>,
  key: SecretKey,
): Pick<ApiDeps, 'localLogin'> & Pick<ApiDeps, 'oidc'> {
  const { oidc, allow_local_login: localLogin } = identity;
  if (oidc.issuer === '') {
    if (localLogin) return { localLogin };
    throw invalid('allow_local_login', 'without "identity.oidc.issuer" nobody could log in.');
  }
  if (oidc.client_id === '') throw invalid('oidc.client_id', 'is what the provider knows this program by.');
  if (oidc.groups.length === 0)
    throw invalid('oidc.groups', 'without a group that gives a role nobody could log in there.');
  // Of a tenant it would be read as a role there; it reaches all.
  const wide = oidc.groups.find(({ role, tenant }) => role === 'provider' && tenant !== 'default');
  if (wide !== undefined)
    throw invalid(
      'oidc.groups',
      `the group "${wide.group}" names the tenant "${wide.tenant}" for the role provider, which is of no tenant: leave it out, or take the role admin.`,
    );
  const client = openOidcClient({
    issuer: oidc.issuer,
    clientId: oidc.client_id,
    clientSecret: secretOf(oidc),
    scopes: oidc.scopes,
    groupsClaim: oidc.groups_claim,
    requiredAcr: oidc.required_acr,
    key,
    fetch: providerFetch(outgoing.allowed, oidc.issuer),
  });
  const terms = { mapping: oidc.groups, required: { acr: oidc.required_acr, amr: oidc.required_amr } };
  return { localLogin, oidc: { client, terms, title: oidc.title, endSession: oidc.end_session } };
}

/**
 * The host of the issuer is named by the operator and may lie inside the organisation; the addresses that it then names
 * (tokens, keys, user information) have to be at that host, on the public Internet, or allowed by the configuration.
 * @param allowed the configuration's `outgoing.allowed`
 * @returns a fetch of the Fetch standard, as far as openid-client uses it
 */
export function providerFetch(allowed: readonly string[], issuer: string): OidcOptions['fetch'] {
  const rules = { allowPrivate: [...allowed, hostOf(issuer)] };
  return async (url, { method, headers, body, signal }) => {
    const init = {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body != null && { body: body instanceof Uint8Array ? body : String(body) }),
      signal: signal ?? undefined,
    };
    return safeFetch(url, init, rules).catch((cause: unknown) => {
      if (signal?.aborted) throw signal.reason;
      throw new TypeError((cause as Error).message, { cause });
    });
  };
}

function secretOf({ client_secret, client_secret_file: file }: Config['identity']['oidc']): string {
  if (file === '') return client_secret;
  if (client_secret !== '')
    throw invalid('oidc.client_secret_file', 'give the secret or its file, not both.');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new GrundwachtError('FILE_UNREADABLE', `identity.oidc.client_secret_file: ${reason}`, { cause });
  }
}

const invalid = (key: string, why: string) =>
  new GrundwachtError('CONFIG_INVALID', `"identity.${key}": ${why}`);
