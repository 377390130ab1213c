import type {
  Approach,
  DomainStatus,
  InformationDomain,
  InformationDomainInput,
} from '../../../server/contract/structure.js';

export const approaches: readonly Approach[] = ['basis', 'standard', 'kern'];
export const statuses: readonly DomainStatus[] = ['planned', 'active', 'retired'];

/** What a person says of an information domain, every field filled in. */
export type DomainDraft = Required<InformationDomainInput>;
export const draftFields = ['key', 'name', 'description', 'approach', 'catalog', 'status'] as const;

/** @param catalog offered for a new one */
export function draftOf(domain: InformationDomain | undefined, catalog: string): DomainDraft {
  return {
    key: domain?.key ?? '',
    name: domain?.name ?? '',
    description: domain?.description ?? '',
    approach: domain?.approach ?? 'standard',
    catalog: domain?.catalog ?? catalog,
    status: domain?.status ?? 'active',
  };
}
