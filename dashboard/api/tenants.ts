import type { TenantRole } from '../../server/contract/identity.js';
import type { Member, Tenant } from '../../server/contract/tenant.js';
import { request } from './http.js';

const of = (tenant: string, rest = ''): string => `tenants/${encodeURIComponent(tenant)}${rest}`;

export const getTenants = (signal?: AbortSignal): Promise<{ items: Tenant[] }> =>
  request('tenants', { signal });

export const createTenant = (body: { id: string; title: string }): Promise<Tenant> =>
  request('tenants', { method: 'POST', body });

export const renameTenant = (tenant: string, title: string): Promise<Tenant> =>
  request(of(tenant), { method: 'PATCH', body: { title } });

/** @param confirm the tenant's id as it was typed */
export const removeTenant = (tenant: string, confirm: string): Promise<void> =>
  request(of(tenant), { method: 'DELETE', query: { confirm } });

export const getMembers = (tenant: string, signal?: AbortSignal): Promise<{ items: Member[] }> =>
  request(of(tenant, '/members'), { signal });

/** @returns the member, and the one-time password of an account that was made for it */
export const addMember = (
  tenant: string,
  body: { username: string; roles: readonly TenantRole[] },
): Promise<{ member: Member; password?: string }> =>
  request(of(tenant, '/members'), { method: 'POST', body });

export const changeMember = (
  tenant: string,
  account: string,
  roles: readonly TenantRole[],
): Promise<Member> => request(of(tenant, `/members/${account}`), { method: 'PATCH', body: { roles } });

export const removeMember = (tenant: string, account: string): Promise<void> =>
  request(of(tenant, `/members/${account}`), { method: 'DELETE' });
