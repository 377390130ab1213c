import { AsyncLocalStorage } from 'node:async_hooks';

const scopes = new AsyncLocalStorage<readonly string[]>();

/**
 * Runs something for which the API's database shows rows of these tenants alone; what it begins and does not wait for
 * keeps them, too. A transaction keeps the tenants that it began with.
 * @param tenants ids; none: no rows of any tenant
 */
export function withTenants<T>(tenants: readonly string[], work: () => T): T {
  return scopes.run(tenants, work);
}

/** @returns the tenants of what runs now; undefined outside of {@link withTenants} */
export function presentTenants(): readonly string[] | undefined {
  return scopes.getStore();
}
