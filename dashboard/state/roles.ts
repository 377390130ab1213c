import type { Role, TenantRole } from '../../server/contract/identity.js';
import { useSession } from './session.js';

/** Roles that are held in a tenant, in the order in which they are offered. */
export const tenantRoles: readonly TenantRole[] = Object.keys({
  admin: true,
  analyst: true,
  isb: true,
  auditor: true,
  dpo: true,
  staff_council: true,
} satisfies Record<TenantRole, true>) as TenantRole[];

/** @returns the user's roles; the server decides, this only spares people a refusal */
export function useRoles(): ReadonlySet<Role> {
  return new Set(useSession().user?.roles ?? []);
}
