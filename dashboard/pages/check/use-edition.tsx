import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Catalog } from '../../../server/contract/catalog.js';
import { getCatalogs } from '../../api/catalogs.js';
import type { EditionRef } from '../../api/check.js';
import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import type { DomainChoice } from '../structure/use-domain.js';

const storageKey = (domain: string): string => `grundwacht.edition.${domain}`;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface EditionChoice {
  /** What modelling and check are shown of; undefined while loading. */
  ref: EditionRef | undefined;
  editions: Catalog[];
  /** It has controls, which are fulfilled or not, for categories of target objects: Grundschutz++ and its profiles. */
  isControls: boolean;
  choose(catalog: string): void;
}

/** The edition that modelling and check are looked at by; until somebody chooses, the one that the domain is assessed by. */
export function useEdition({ domain }: DomainChoice): EditionChoice {
  const chosen = useSyncExternalStore(subscribe, () => domain && localStorage.getItem(storageKey(domain.id)));
  const { data, isLoading } = useQuery({
    queryKey: ['catalogs'],
    queryFn: ({ signal }) => getCatalogs(signal),
  });
  const editions = (data?.items ?? []).filter(({ checkable }) => checkable);
  const edition =
    editions.find(({ id }) => id === chosen) ?? editions.find(({ id }) => id === domain?.catalog);
  const catalog = edition?.id ?? domain?.catalog;
  return {
    ref:
      domain === undefined || catalog === undefined || isLoading
        ? undefined
        : { tenant: domain.tenant, domain: domain.id, catalog },
    editions,
    isControls: edition?.kind === 'controls',
    choose(id) {
      if (domain) localStorage.setItem(storageKey(domain.id), id);
      for (const listener of listeners) listener();
    },
  };
}

/** Chooses the edition; nothing where there is only one. */
export function EditionSelect({ edition: { ref, editions, choose } }: { edition: EditionChoice }) {
  const { t } = useMessages();
  if (ref === undefined || editions.length < 2) return null;
  const isAlone = ({ id, title }: Catalog): boolean =>
    !editions.some((other) => other.id !== id && other.title === title);
  return (
    <SelectField
      hideLabel
      label={t('check.edition')}
      value={ref.catalog}
      options={editions.map((each) => ({
        value: each.id,
        label: isAlone(each) ? each.title : `${each.title} (${each.edition})`,
      }))}
      onChange={choose}
    />
  );
}
