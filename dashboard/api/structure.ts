import type { TargetObjectType } from '../../server/contract/isms.js';
import type {
  Dimension,
  EffectiveNeed,
  ObjectProtectionNeeds,
  ProtectionNeedInput,
} from '../../server/contract/protection.js';
import type {
  InformationDomain,
  Relation,
  RelationInput,
  StructureEntry,
} from '../../server/contract/structure.js';
import type { ImportReport, Mapping } from '../../server/contract/structure-import.js';
import { apiBase, queryString, request } from './http.js';

interface Items<T> {
  items: T[];
}
/** An information domain as every call names it. */
export interface DomainRef {
  tenant: string;
  domain: string;
}
const part = encodeURIComponent;

export const getDomains = (signal?: AbortSignal): Promise<Items<InformationDomain>> =>
  request('isms/domains', { signal });

export const getRelations = ({ tenant, domain }: DomainRef, signal?: AbortSignal): Promise<Items<Relation>> =>
  request('isms/relations', { query: { tenant, domain }, signal });

export const createRelation = ({ tenant, domain }: DomainRef, input: RelationInput): Promise<Relation> =>
  request('isms/relations', { method: 'POST', query: { tenant, domain }, body: input });

export const deleteRelation = ({ id, version }: Relation): Promise<void> =>
  request(`isms/relations/${part(id)}`, { method: 'DELETE', query: { version } });

export const getEffectiveNeeds = (
  { tenant, domain }: DomainRef,
  signal?: AbortSignal,
): Promise<Items<EffectiveNeed>> => request('isms/protection-needs', { query: { tenant, domain }, signal });

export const getProtectionNeeds = (id: string, signal?: AbortSignal): Promise<ObjectProtectionNeeds> =>
  request(`isms/target-objects/${part(id)}/protection-needs`, { signal });

/** @param version the one that was edited; 0: nobody said anything yet */
export const setProtectionNeed = (
  id: string,
  dimension: Dimension,
  input: ProtectionNeedInput,
  version: number,
): Promise<ObjectProtectionNeeds> =>
  request(`isms/target-objects/${part(id)}/protection-needs/${dimension}`, {
    method: 'PUT',
    body: { ...input, version },
  });

export const getObjectHistory = (id: string, signal?: AbortSignal): Promise<Items<StructureEntry>> =>
  request(`isms/target-objects/${part(id)}/history`, { signal });

export const getDomainHistory = (id: string, signal?: AbortSignal): Promise<Items<StructureEntry>> =>
  request(`isms/domains/${part(id)}/history`, { signal });

export interface ImportCall {
  /** Base64. */
  content: string;
  mapping?: Mapping;
  default_type?: TargetObjectType;
  dry_run: boolean;
  skip_wrong?: boolean;
}

export const importTargetObjects = ({ tenant, domain }: DomainRef, call: ImportCall): Promise<ImportReport> =>
  request('isms/target-objects/import', { method: 'POST', query: { tenant, domain }, body: call });

/** @returns address of the file with a domain's target objects */
export const exportAddress = (
  { tenant, domain }: DomainRef,
  format: 'csv' | 'xlsx',
  language: 'de' | 'en',
): string =>
  new URL(`isms/target-objects/export${queryString({ tenant, domain, format, language })}`, apiBase).href;
