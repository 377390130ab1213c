import type { ApiToken, GrantableScopes, NewApiToken } from '../../server/contract/api-token.js';
import type { LoginMethods } from '../../server/contract/identity.js';
import { apiBase, queryString, request } from './http.js';

export const getLoginMethods = (signal?: AbortSignal): Promise<LoginMethods> =>
  request('session/methods', { signal });

/**
 * @param place within the dashboard to go on at
 * @param confirm to prove anew to be the one
 * @returns the address at which logging in at the provider begins
 */
export const providerLogin = (place: string, confirm = false): string =>
  new URL(`session/oidc${queryString({ return: place, confirm: confirm ? 'true' : '' })}`, apiBase).href;

/** The address at which the session at the provider is ended, too. */
export const providerLogout = (): string => new URL('session/oidc/logout', apiBase).href;

export const getApiTokens = (
  signal?: AbortSignal,
): Promise<{ items: ApiToken[]; grantable: GrantableScopes[] }> => request('api-tokens', { signal });

/** @returns the token with its text, which is given out this once */
export const createApiToken = (token: NewApiToken): Promise<{ api_token: ApiToken; token: string }> =>
  request('api-tokens', { method: 'POST', body: token });

export const revokeApiToken = (id: string): Promise<void> =>
  request(`api-tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
