import type { HeldRole, Membership, Role, User } from '../contract/identity.js';

/**
 * The table of rights: which roles may do what. A route names its row. A role is held in a tenant and gives the right
 * there; the provider holds it in none and reaches no tenant's events, alerts or ISMS. An auditor reads nothing of the
 * ISMS but what a grant gives, in the audit room; of the log its signed heads and that one goes on from another, which
 * are hashes. Data protection reads what is kept, how long, and from where; the staff council what concerns it alone.
 */
export const permissions = {
  'session.own': ['provider', 'admin', 'analyst', 'isb', 'auditor', 'dpo', 'staff_council'],
  'api-tokens.own': ['admin', 'analyst', 'isb', 'auditor', 'dpo'],
  'alerts.read': ['admin', 'analyst', 'isb', 'auditor'],
  'alerts.change': ['admin', 'analyst'],
  'cases.read': ['admin', 'analyst', 'isb', 'dpo'],
  'cases.change': ['admin', 'analyst'],
  'cases.report': ['admin', 'analyst', 'isb'],
  'cases.deadlines': ['admin', 'isb'],
  'events.read': ['admin', 'analyst', 'auditor'],
  'indicators.read': ['admin', 'analyst', 'auditor'],
  'indicators.change': ['admin', 'analyst'],
  'rules.read': ['admin', 'analyst', 'isb', 'auditor'],
  'rules.change': ['admin', 'analyst'],
  'rule-sets.change': ['admin'],
  'rules.manage': ['provider'],
  'rules.test': ['admin', 'analyst', 'auditor'],
  'sources.read': ['admin', 'analyst', 'isb', 'auditor', 'dpo'],
  'collectors.manage': ['admin'],
  'users.manage': ['provider'],
  'tenants.read': ['provider', 'admin'],
  'tenants.manage': ['provider'],
  'members.manage': ['provider', 'admin'],
  'notifications.read': ['admin', 'analyst'],
  'notifications.manage': ['admin'],
  'retention.read': ['admin', 'analyst', 'isb', 'auditor', 'dpo'],
  'retention.manage': ['admin'],
  'catalogs.install': ['provider'],
  'isms.read': ['admin', 'analyst', 'isb'],
  'isms.change': ['admin', 'isb'],
  'signals.read': ['admin', 'analyst', 'isb'],
  'signals.change': ['admin', 'isb'],
  'signals.drill': ['admin', 'analyst', 'isb'],
  'evidence.strict': ['admin', 'isb'],
  'packages.make': ['admin', 'isb'],
  'log.verify': ['admin', 'analyst', 'isb', 'auditor', 'dpo'],
  'system.read': ['provider', 'admin'],
  'system.manage': ['provider'],
  'audit-trail.read': ['provider', 'admin', 'dpo'],
  'audit-room.use': ['auditor'],
  'pseudonyms.read': ['admin', 'analyst', 'dpo', 'staff_council'],
  'pseudonyms.propose': ['admin'],
  'pseudonyms.accept': ['dpo', 'staff_council'],
  'pseudonyms.withdraw': ['admin', 'dpo', 'staff_council'],
  'pseudonyms.requester-key': ['admin', 'analyst'],
  'pseudonyms.lookup': ['dpo'],
  'reveals.read': ['analyst', 'dpo', 'staff_council'],
  'reveals.request': ['analyst'],
  'reveals.decide': ['dpo', 'staff_council'],
  'reveals.report': ['dpo', 'staff_council'],
  'subject-access.make': ['dpo'],
} as const satisfies Record<string, readonly [Role, ...Role[]]>;

export type Permission = keyof typeof permissions;

/** @returns the single roles of somebody who is a provider, or member of tenants, or both */
export function heldRoles(
  provider: boolean | undefined,
  memberships: readonly Membership[] | undefined,
): HeldRole[] {
  const inTenants = (memberships ?? []).flatMap(({ tenant, roles }) =>
    roles.map((role) => ({ tenant, role })),
  );
  return provider === true ? [{ tenant: null, role: 'provider' }, ...inTenants] : inTenants;
}

/** @returns whether a user holds at least one of the roles, wherever */
export function hasAnyRole(user: User, roles: readonly Role[]): boolean {
  return user.roles.some((role) => roles.includes(role));
}

/** @returns whether a user holds at least one of the roles in a tenant */
export function hasRoleIn(user: User, tenant: string, roles: readonly Role[]): boolean {
  return user.memberships.some(
    (membership) => membership.tenant === tenant && membership.roles.some((role) => roles.includes(role)),
  );
}

/** @returns the tenants in which a user holds at least one of the roles, in order */
export function tenantsWith(user: User, roles: readonly Role[]): string[] {
  const held = user.memberships.filter((membership) => membership.roles.some((role) => roles.includes(role)));
  return held.map(({ tenant }) => tenant).toSorted();
}
