import type { Role, User } from '../contract/identity.js';

/**
 * The table of rights: which roles may do what. A route names its row. An auditor reads nothing of the ISMS but what a
 * grant gives, in the audit room; of the log its signed heads and that one goes on from another, which are hashes.
 */
export const permissions = {
  'session.own': ['admin', 'analyst', 'isb', 'auditor'],
  'alerts.read': ['admin', 'analyst', 'isb', 'auditor'],
  'alerts.change': ['admin', 'analyst'],
  'events.read': ['admin', 'analyst', 'auditor'],
  'indicators.read': ['admin', 'analyst', 'auditor'],
  'indicators.change': ['admin', 'analyst'],
  'rules.read': ['admin', 'analyst', 'isb', 'auditor'],
  'rules.change': ['admin', 'analyst'],
  'rules.manage': ['admin'],
  'rules.test': ['admin', 'analyst', 'auditor'],
  'sources.read': ['admin', 'analyst', 'isb', 'auditor'],
  'collectors.manage': ['admin'],
  'users.manage': ['admin'],
  'tenants.manage': ['admin'],
  'retention.read': ['admin', 'analyst', 'isb', 'auditor'],
  'retention.manage': ['admin'],
  'isms.read': ['admin', 'analyst', 'isb'],
  'isms.change': ['admin', 'isb'],
  'signals.read': ['admin', 'analyst', 'isb'],
  'signals.change': ['admin', 'isb'],
  'signals.drill': ['admin', 'analyst', 'isb'],
  'evidence.strict': ['admin', 'isb'],
  'packages.make': ['admin', 'isb'],
  'log.verify': ['admin', 'analyst', 'isb', 'auditor'],
  'audit-room.use': ['auditor'],
} as const satisfies Record<string, readonly [Role, ...Role[]]>;

export type Permission = keyof typeof permissions;

/** @returns whether a user has at least one of the roles */
export function hasAnyRole(user: User, roles: readonly Role[]): boolean {
  return user.roles.some((role) => roles.includes(role));
}
