import type { Kysely } from 'kysely';
import type { AuditTrailPage, AuditTrailQuery } from '../contract/audit-trail.js';
import { GrundwachtError } from '../contract/errors.js';
import { providerLog } from './audit-trail.js';
import type { Database } from './tables.js';
import { withTenants } from './tenant-scope.js';

/** Which entries, and how many of them. */
export interface TrailRequest extends Omit<AuditTrailQuery, 'tenant'> {
  /** Whose entries may be read. */
  tenants: readonly string[];
  /** Whether those of no tenant are among them. */
  ofNone: boolean;
  limit: number;
  cursor?: string | undefined;
}

/**
 * @returns entries, the latest first
 * @throws GrundwachtError VALIDATION for a cursor that is none
 */
export async function listActs(db: Kysely<Database>, request: TrailRequest): Promise<AuditTrailPage> {
  const { tenants, from, to, by, action, ofNone, limit, cursor } = request;
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
    throw new GrundwachtError('VALIDATION', {
      pointer: 'querystring /cursor',
      message: 'is not the `next` of a page',
    });
  let query = db
    .selectFrom('audit_trail')
    .selectAll()
    .where(({ or, eb }) =>
      or([
        ...(tenants.length > 0 ? [eb('tenant_id', 'in', tenants)] : []),
        ...(ofNone ? [eb('tenant_id', 'is', null)] : []),
      ]),
    );
  if (from !== undefined) query = query.where('at', '>=', new Date(from));
  if (to !== undefined) query = query.where('at', '<', new Date(to));
  if (by !== undefined) query = query.where('by', '=', by.toLowerCase().normalize('NFC'));
  if (action !== undefined)
    query = query.where(({ fn, val }) => fn<boolean>('starts_with', ['action', val(action.toLowerCase())]));
  if (cursor !== undefined) query = query.where('id', '<', Number(cursor));
  // Those of no tenant are in the scope of the log that their leaves are in.
  const rows = await withTenants(ofNone ? [...tenants, providerLog] : tenants, () =>
    query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute(),
  );
  const items = rows.slice(0, limit).map(({ tenant_id, at, ...row }) => ({
    ...row,
    tenant: tenant_id,
    at: at.toISOString(),
  }));
  return { items, next: rows.length > limit ? String(items.at(-1)!.id) : null };
}
