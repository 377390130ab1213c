import type { HeldRole, Role } from '../../contract/identity.js';
import { OidcRefusal } from './refusal.js';

/** Claims of an ID token or of the userinfo endpoint. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which group gives which role. */
export interface GroupRole {
  group: string;
  tenant: string;
  role: Role;
}

/**
 * @param path name of the claim; dots lead into objects. A claim whose own name has dots, as URLs do, is found first
 * @returns the groups; undefined where there is no such claim
 * @throws OidcRefusal too_many_groups: Entra ID leaves more than 200 groups out and names an address for them (OpenID
 * Connect Core 5.6.2, distributed claims)
 */
export function groupsOf(claims: Claims, path: string): string[] | undefined {
  const found = Object.hasOwn(claims, path) ? claims[path] : at(claims, path.split('.'));
  if (typeof found === 'string') return [found];
  if (Array.isArray(found)) return found.filter((group) => typeof group === 'string');
  const elsewhere = claims['_claim_names'];
  if (typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, path))
    throw new OidcRefusal('too_many_groups', `the provider left the claim ${path} out for its size`);
  if (claims['hasgroups'] === true || claims['hasgroups'] === 'true')
    throw new OidcRefusal('too_many_groups', `the provider left the claim ${path} out for its size`);
  return undefined;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

/**
 * @returns the roles that the groups give, each once
 * @throws OidcRefusal no_group when they give none
 */
export function rolesFor(groups: readonly string[], mapping: readonly GroupRole[]): HeldRole[] {
  const held = new Map<string, HeldRole>();
  for (const { group, tenant, role } of mapping) {
    if (!groups.includes(group)) continue;
    const of = role === 'provider' ? null : tenant;
    held.set(JSON.stringify([of, role]), { tenant: of, role });
  }
  if (held.size === 0) throw new OidcRefusal('no_group', 'none of the groups gives a role');
  return [...held.values()];
}

/**
 * @returns the name of a new account: preferred_username, otherwise email. Only shown: accounts are bound to issuer and
 * subject (OpenID Connect Core 5.7)
 * @throws OidcRefusal no_name
 */
export function usernameOf(claims: Claims): string {
  for (const name of [claims['preferred_username'], claims['email']]) {
    if (typeof name === 'string' && /^\S(?:.{0,198}\S)?$/.test(name)) return name;
  }
  throw new OidcRefusal('no_name', 'neither preferred_username nor email is in the claims');
}

/**
 * @param required acr: one of these is the claim; amr: one of these is in it (RFC 8176). Empty: any
 * @throws OidcRefusal second_factor
 */
export function checkMethods(
  { acr, amr }: Claims,
  required: { acr: readonly string[]; amr: readonly string[] },
): void {
  const methods: unknown[] = Array.isArray(amr) ? amr : [];
  const enough =
    (required.acr.length === 0 || required.acr.includes(String(acr))) &&
    (required.amr.length === 0 || methods.some((method) => required.amr.includes(String(method))));
  if (!enough) throw new OidcRefusal('second_factor', 'the provider did not check a required factor');
}
