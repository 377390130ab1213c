import type { Kysely } from 'kysely';
import type { ApiToken, GrantableScopes, NewApiToken } from '../contract/api-token.js';
import { GrundwachtError } from '../contract/errors.js';
import type { Role, User } from '../contract/identity.js';
import { createApiToken, findApiToken, touchApiToken } from '../store/api-tokens.js';
import type { Database } from '../store/tables.js';
import { tokenHash } from '../store/tokens.js';
import { findUser } from '../store/users.js';
import { isApiToken, newApiToken } from './api-token-form.js';
import { hasRoleIn, type Permission, permissions } from './roles.js';
import { type ActiveSession, toUser } from './sessions.js';
import { checkNetworks, inNetworks } from './source-networks.js';

/** Never by a token: what is about people and what lets others in, and what only a person can sign for. */
const peopleOnly: ReadonlySet<Permission> = new Set<Permission>([
  'session.own',
  'api-tokens.own',
  'users.manage',
  'members.manage',
  'tenants.read',
  'tenants.manage',
  'rules.manage',
  'catalogs.install',
  'audit-room.use',
  'notifications.manage',
  'system.manage',
  // Whether a duty to report holds, and what was reported, a person says.
  'cases.report',
  // Two people decide here, and each has to be one.
  'pseudonyms.propose',
  'pseudonyms.accept',
  'pseudonyms.withdraw',
  'pseudonyms.requester-key',
  'pseudonyms.lookup',
  'reveals.request',
  'reveals.decide',
  'subject-access.make',
]);

/** Rights that a token can have. */
export const tokenScopes: readonly Permission[] = (Object.keys(permissions) as Permission[]).filter(
  (permission) => !peopleOnly.has(permission),
);

const byRoles = new Map<readonly Role[], Permission>(
  (Object.keys(permissions) as Permission[]).map((permission) => [permissions[permission], permission]),
);

/** @param roles of a route: a row of the table of rights itself, not a copy */
export const permissionOf = (roles: readonly Role[]): Permission | undefined => byRoles.get(roles);

/** @returns what a user can give a token, by tenant */
export function grantableScopes(user: User): GrantableScopes[] {
  return user.memberships
    .map(({ tenant }) => ({
      tenant,
      scopes: tokenScopes.filter((scope) => hasRoleIn(user, tenant, permissions[scope])),
    }))
    .filter(({ scopes }) => scopes.length > 0);
}

const dayMs = 86_400_000;

/**
 * Makes a token.
 * @param now milliseconds since the epoch
 * @returns it, with its text, which is shown once and never stored
 * @throws GrundwachtError VALIDATION of scopes that do not exist, of networks; FORBIDDEN of scopes that the user has not
 */
export async function issueApiToken(
  db: Kysely<Database>,
  user: User,
  { tenant, name, scopes, days, networks = [] }: NewApiToken,
  now: number,
): Promise<{ token: string; api_token: ApiToken }> {
  checkNetworks(networks);
  const own = grantableScopes(user).find((grantable) => grantable.tenant === tenant)?.scopes ?? [];
  const unknown = scopes.findIndex((scope) => !(tokenScopes as readonly string[]).includes(scope));
  if (unknown >= 0)
    throw new GrundwachtError('VALIDATION', {
      pointer: `/scopes/${unknown}`,
      message: 'is none; there are {tokenScopes}',
      values: { tokenScopes: tokenScopes.join(', ') },
    });
  const foreign = scopes.find((scope) => !own.includes(scope));
  if (foreign !== undefined)
    throw new GrundwachtError('FORBIDDEN', {
      message: 'you do not have the right {foreign} in {tenant}',
      values: { foreign, tenant },
    });
  const token = newApiToken();
  const expires = now + days * dayMs;
  const row = { tenant, name, scopes, networks, expires, account: user.id, hash: tokenHash(token) };
  return { token, api_token: await createApiToken(db, row, now) };
}

/** What a call with a token can do. */
export interface TokenPrincipal extends ActiveSession {
  token: string;
  apiToken: { id: string; name: string; scopes: readonly string[] };
}

/** @returns whether a session's user has a right in a tenant, and, for a machine, its token the scope */
export function mayIn(
  { user, apiToken }: { user: User; apiToken?: TokenPrincipal['apiToken'] },
  tenant: string,
  permission: Permission,
): boolean {
  const scoped = apiToken === undefined || apiToken.scopes.includes(permission);
  return scoped && hasRoleIn(user, tenant, permissions[permission]);
}

/** Writing the time of use at every call would cost a write per call for no gain. */
const touchInterval = 60_000;

/**
 * @param db the program's own
 * @param token as the call holds it
 * @param address where the call comes from; undefined: it is not looked at
 * @param now milliseconds since the epoch
 * @returns the owner as far as the token goes: member of its tenant alone, never provider; undefined for a token that
 * is unknown, over or revoked, or whose owner is shut out
 * @throws GrundwachtError FORBIDDEN from outside of its networks
 */
export async function resolveApiToken(
  db: Kysely<Database>,
  token: string,
  address: string | undefined,
  now: number,
): Promise<TokenPrincipal | undefined> {
  const stored = isApiToken(token) ? await findApiToken(db, tokenHash(token)) : undefined;
  if (stored === undefined || now >= stored.expires) return undefined;
  if (address !== undefined && !inNetworks(stored.networks, address))
    throw new GrundwachtError('FORBIDDEN', {
      message: 'the token may not be used from {address}',
      values: { address },
    });
  const account = await findUser(db, stored.accountId);
  if (account === undefined || account.disabled) return undefined;
  if (now - stored.lastUsed >= touchInterval) await touchApiToken(db, stored.id, now);
  const memberships = account.memberships.filter(({ tenant }) => tenant === stored.tenant);
  const roles = memberships.flatMap((membership) => membership.roles);
  return {
    id: stored.id,
    user: { ...toUser(account), memberships, roles },
    expires: stored.expires,
    provenAt: 0,
    method: 'token',
    secondFactor: account.secondFactor,
    token,
    apiToken: { id: stored.id, name: stored.name, scopes: stored.scopes },
  };
}
