import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { InformationDomain } from '../../../server/contract/structure.js';
import { type DomainRef, getDomains } from '../../api/structure.js';
import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';

const storageKey = 'grundwacht.domain';
const listeners = new Set<() => void>();

/** Makes a domain the one that is worked on. */
export function chooseDomain(id: string): void {
  localStorage.setItem(storageKey, id);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface DomainChoice {
  domains: InformationDomain[];
  /** The one that is worked on; undefined while loading. */
  domain: InformationDomain | undefined;
  /** The same as the API's calls name it. */
  ref: DomainRef | undefined;
  error: unknown;
  retry(): void;
}

/** The information domain that is worked on, on every page of the ISMS; remembered by the browser. */
export function useDomain(): DomainChoice {
  const chosen = useSyncExternalStore(subscribe, () => localStorage.getItem(storageKey));
  const { data, error, refetch } = useQuery({
    queryKey: ['domains'],
    queryFn: ({ signal }) => getDomains(signal),
  });
  const domains = data?.items ?? [];
  // Until somebody chooses: the first domain with something in it.
  const domain =
    domains.find(({ id }) => id === chosen) ??
    domains.find(({ target_objects, status }) => target_objects > 0 && status !== 'retired') ??
    domains[0];
  return {
    domains,
    domain,
    ref: domain && { tenant: domain.tenant, domain: domain.id },
    error,
    retry: () => void refetch(),
  };
}

/** Chooses the information domain; its name where there is only one. */
export function DomainSelect({ choice: { domain, domains } }: { choice: DomainChoice }) {
  const { t } = useMessages();
  if (domain === undefined) return null;
  if (domains.length === 1) {
    return <span className="gw-muted">{`${t('domain.label')}: ${domain.name}`}</span>;
  }
  return (
    <SelectField
      hideLabel
      label={t('domain.label')}
      value={domain.id}
      options={domains
        .filter(({ id, status }) => status !== 'retired' || id === domain.id)
        .map(({ id, name, tenant, status }) => ({
          value: id,
          label: `${name} (${tenant})${status === 'retired' ? `, ${t('domains.status.retired')}` : ''}`,
        }))}
      onChange={chooseDomain}
    />
  );
}
