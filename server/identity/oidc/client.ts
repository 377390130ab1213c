import * as oidc from 'openid-client';
import { GrundwachtError } from '../../contract/errors.js';
import { openSecret, type SecretKey, sealSecret } from '../secret-box.js';
import { type Claims, groupsOf } from './claims.js';
import { OidcRefusal } from './refusal.js';

export interface OidcOptions {
  issuer: string;
  clientId: string;
  /** Empty: a public client. */
  clientSecret: string;
  scopes: readonly string[];
  groupsClaim: string;
  /** Asked for, see {@link checkMethods}. */
  requiredAcr: readonly string[];
  /** Seals what the browser keeps while the person is at the provider. */
  key: SecretKey;
  /** Speaks to the addresses that the provider's configuration names, which are not the operator's words. */
  fetch: oidc.CustomFetch;
}

/** What is known of a login while the person is at the provider. */
interface Pending {
  state: string;
  nonce: string;
  verifier: string;
  redirectUri: string;
  returnTo: string;
  /** The person is to prove anew to be the one. */
  confirm: boolean;
  /** Milliseconds since the epoch. */
  ends: number;
}

/** Whom the provider vouches for. */
export interface Vouched {
  issuer: string;
  /** The provider's name for the person, which never changes. */
  subject: string;
  claims: Claims;
  groups: string[];
  /** When the person proved to be the one at the provider, milliseconds since the epoch; 0: it does not say. */
  provenAt: number;
  returnTo: string;
}

export interface OidcClient {
  /**
   * @param login redirectUri: where the provider sends the browser to; returnTo: place within the dashboard
   * @param now milliseconds since the epoch
   * @returns where to send the browser, and what it has to keep meanwhile
   * @throws OidcRefusal unreachable
   */
  begin(
    login: { redirectUri: string; returnTo: string; confirm: boolean },
    now: number,
  ): Promise<{ url: URL; kept: string }>;
  /**
   * @param kept what {@link begin} gave, as the browser has kept it
   * @param query of the address that the provider has sent the browser to
   * @throws OidcRefusal
   */
  finish(kept: string | undefined, query: string, now: number): Promise<Vouched>;
  /**
   * @returns where the session at the provider is ended; undefined where it tells no such address
   * @throws OidcRefusal unreachable
   */
  endSession(returnUri: string, now: number): Promise<URL | undefined>;
}

/** How long a person may take at the provider. */
export const loginMs = 10 * 60_000;
const aad = 'oidc-login';
/** A proof that was asked for now may be this old, seconds: clocks differ. */
const confirmSeconds = 120;
const timeoutSeconds = 10;
/** Then the provider is asked again where it is: nobody is sent to one that has moved or is away. */
const knownMs = 60_000;

/**
 * Authorization code flow with PKCE (RFC 7636), state, nonce, and the issuer in the response (RFC 9207). The ID token's
 * signature is checked although it comes by the back channel. Nothing is asked of the provider before somebody logs in.
 * @throws GrundwachtError CONFIG_INVALID for an issuer without HTTPS elsewhere than on this machine
 */
export function openOidcClient(options: OidcOptions): OidcClient {
  const issuer = checkedIssuer(options.issuer);
  let known: { at: number; configuration: Promise<oidc.Configuration> } | undefined;
  const configuration = (now: number) => {
    if (known === undefined || Math.abs(now - known.at) >= knownMs) {
      const asked = discover(issuer, options).catch((cause: unknown) => {
        if (known?.configuration === asked) known = undefined;
        throw new OidcRefusal('unreachable', 'the provider cannot be asked for its configuration', { cause });
      });
      known = { at: now, configuration: asked };
    }
    return known.configuration;
  };

  return {
    async begin({ redirectUri, returnTo, confirm }, now) {
      const config = await configuration(now);
      const pending: Pending = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        redirectUri,
        returnTo,
        confirm,
        ends: now + loginMs,
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: options.scopes.join(' '),
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        ...(options.requiredAcr.length > 0 && { acr_values: options.requiredAcr.join(' ') }),
        ...(confirm && { prompt: 'login', max_age: '0' }),
      });
      return { url, kept: sealSecret(options.key, JSON.stringify(pending), aad).toString('base64url') };
    },

    async finish(kept, query, now) {
      const pending = opened(options.key, kept, now);
      const answer = new URL(pending.redirectUri);
      answer.search = query;
      const config = await configuration(now);
      const tokens = await exchanged(config, answer, pending);
      const claims = tokens.claims();
      if (claims === undefined) throw new OidcRefusal('invalid', 'the provider sent no ID token');
      const told = await withGroups(config, claims, tokens.access_token, options.groupsClaim);
      return {
        issuer: claims.iss,
        subject: claims.sub,
        claims: told.claims,
        groups: told.groups,
        provenAt: typeof claims.auth_time === 'number' ? Math.min(now, claims.auth_time * 1000) : 0,
        returnTo: pending.returnTo,
      };
    },

    async endSession(returnUri, now) {
      const config = await configuration(now);
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: returnUri });
    },
  };
}

function checkedIssuer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)) return url;
  throw new GrundwachtError(
    'CONFIG_INVALID',
    '"identity.oidc.issuer" has to be an address with https:// (http:// on this machine alone).',
  );
}

function discover(issuer: URL, { clientId, clientSecret, fetch }: OidcOptions): Promise<oidc.Configuration> {
  const authentication = clientSecret === '' ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
  return oidc.discovery(issuer, clientId, undefined, authentication, {
    timeout: timeoutSeconds,
    [oidc.customFetch]: fetch,
    execute: [
      oidc.enableNonRepudiationChecks,
      ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
    ],
  });
}

function opened(key: SecretKey, kept: string | undefined, now: number): Pending {
  if (kept === undefined) throw new OidcRefusal('state', 'no login was begun in this browser');
  let pending: Pending;
  try {
    pending = JSON.parse(openSecret(key, Buffer.from(kept, 'base64url'), aad).toString()) as Pending;
  } catch (cause) {
    throw new OidcRefusal('state', 'what the browser kept is not what it was given', { cause });
  }
  if (now >= pending.ends) throw new OidcRefusal('state', 'the login was begun too long ago');
  return pending;
}

async function exchanged(config: oidc.Configuration, answer: URL, pending: Pending) {
  try {
    return await oidc.authorizationCodeGrant(config, answer, {
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      pkceCodeVerifier: pending.verifier,
      idTokenExpected: true,
      ...(pending.confirm && { maxAge: confirmSeconds }),
    });
  } catch (cause) {
    throw refusalOf(cause);
  }
}

/** Errors of the person's browser, of the provider's answer, and of the way to the provider. */
function refusalOf(cause: unknown): OidcRefusal {
  if (cause instanceof oidc.AuthorizationResponseError)
    return new OidcRefusal('cancelled', `the provider answered ${cause.error}`, { cause });
  if (cause instanceof oidc.ResponseBodyError)
    return new OidcRefusal('invalid', `the provider refused the code: ${cause.error}`, { cause });
  const { code, message } = cause as { code?: string; message?: string };
  // fetch throws a TypeError for everything of the network.
  if (code === 'OAUTH_TIMEOUT' || cause instanceof TypeError)
    return new OidcRefusal('unreachable', 'the provider does not answer', { cause });
  return new OidcRefusal('invalid', `the answer of the provider does not hold: ${message}`, { cause });
}

/** Groups that the ID token does not hold are asked for at the userinfo endpoint, where there is one. */
async function withGroups(
  config: oidc.Configuration,
  claims: Claims & { sub: string },
  accessToken: string,
  path: string,
): Promise<{ claims: Claims; groups: string[] }> {
  const groups = groupsOf(claims, path);
  if (groups !== undefined) return { claims, groups };
  if (config.serverMetadata().userinfo_endpoint === undefined) return { claims, groups: [] };
  try {
    const more = { ...claims, ...(await oidc.fetchUserInfo(config, accessToken, claims.sub)) };
    return { claims: more, groups: groupsOf(more, path) ?? [] };
  } catch (cause) {
    throw cause instanceof OidcRefusal ? cause : refusalOf(cause);
  }
}
