import type { PostgresPool } from 'kysely';
import type pg from 'pg';
import { presentTenants } from './tenant-scope.js';

export interface ScopedPools {
  /** Connections that get the tenants of whoever asks for one. */
  scoped: pg.Pool;
  /** Connections for what is asked outside of a scope; apart, because a session is looked up before each call. */
  unscoped: pg.Pool;
  /** The role that each connection takes on first; undefined: it logs in with it. */
  assume: string | undefined;
}

/**
 * Pools whose connections are never handed out with other tenants than those of the scope that asks: a connection
 * remembers what it was told last, and is told again when that differs.
 */
export function scopedPool({ scoped, unscoped, assume }: ScopedPools): PostgresPool {
  const told = new WeakMap<pg.PoolClient, string>();
  return {
    async connect() {
      // Read before anything is waited for: the scope is the caller's.
      const tenants = presentTenants() ?? [];
      const setting = tenants.join(',');
      const client = await (tenants.length === 0 ? unscoped : scoped).connect();
      if (told.get(client) === setting) return client;
      try {
        if (assume !== undefined && !told.has(client)) {
          await client.query("select set_config('role', $1, false)", [assume]);
        }
        await client.query("select set_config('grundwacht.tenants', $1, false)", [setting]);
      } catch (error) {
        client.release(error as Error);
        throw error;
      }
      told.set(client, setting);
      return client;
    },
    async end() {
      await Promise.all([scoped.end(), unscoped.end()]);
    },
  };
}
