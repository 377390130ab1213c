import type {
  Baustein,
  Requirement,
  TargetObject,
  TargetObjectBulk,
  TargetObjectBulkResult,
  TargetObjectInput,
} from '../../server/contract/isms.js';
import { request } from './http.js';
import type { DomainRef } from './structure.js';

interface Items<T> {
  items: T[];
}
const part = encodeURIComponent;

export const getBausteine = (catalog: string, signal?: AbortSignal): Promise<Items<Baustein>> =>
  request(`isms/catalogs/${part(catalog)}/bausteine`, { signal });

export const getRequirements = (
  catalog: string,
  baustein: string,
  signal?: AbortSignal,
): Promise<Items<Requirement>> =>
  request(`isms/catalogs/${part(catalog)}/bausteine/${part(baustein)}/requirements`, { signal });

const pageLimit = 1000;

/** @returns every target object of a domain; the pages are fetched one after the other */
export async function getTargetObjects(domain: string, signal?: AbortSignal): Promise<Items<TargetObject>> {
  const items: TargetObject[] = [];
  let cursor: string | null = null;
  do {
    const page: Items<TargetObject> & { next: string | null } = await request('isms/target-objects', {
      query: { domain, limit: pageLimit, cursor },
      signal,
    });
    items.push(...page.items);
    cursor = page.next ?? null;
  } while (cursor !== null);
  return { items };
}

export const createTargetObject = (
  { tenant, domain }: DomainRef,
  input: TargetObjectInput,
): Promise<TargetObject> =>
  request('isms/target-objects', { method: 'POST', query: { tenant, domain }, body: input });

export const getTargetObject = (id: string, signal?: AbortSignal): Promise<TargetObject> =>
  request(`isms/target-objects/${part(id)}`, { signal });

/** @param version the one that was edited; another one on the server refuses the change (409) */
export const updateTargetObject = (
  id: string,
  input: TargetObjectInput,
  version: number,
): Promise<TargetObject> =>
  request(`isms/target-objects/${part(id)}`, { method: 'PUT', body: { ...input, version } });

/** All or none. */
export const updateTargetObjects = (body: TargetObjectBulk): Promise<TargetObjectBulkResult> =>
  request('isms/target-objects/bulk', { method: 'POST', body });

export const deleteTargetObject = (id: string): Promise<void> =>
  request(`isms/target-objects/${part(id)}`, { method: 'DELETE' });
