import type { Catalog } from '../../../server/contract/catalog.js';
import type { InformationDomain } from '../../../server/contract/structure.js';
import { Button } from '../../components/button.js';
import type { Column } from '../../components/data-table.js';
import { Time } from '../../components/time.js';
import type { Messages } from '../../i18n/messages.js';

interface DomainColumns {
  catalogs: readonly Catalog[];
  /** Id of the one that is worked on. */
  current: string | undefined;
  severalTenants: boolean;
  mayChange: boolean;
  onChoose(domain: InformationDomain): void;
  onEdit(domain: InformationDomain): void;
  onArchive(domain: InformationDomain): void;
}

export function domainColumns({ t, number }: Messages, given: DomainColumns): Column<InformationDomain>[] {
  const titleOf = (id: string): string => {
    const found = given.catalogs.find((each) => each.id === id);
    return found ? `${found.title} (${found.edition})` : id;
  };
  const tenant: Column<InformationDomain> = {
    id: 'tenant',
    header: t('domains.tenant'),
    value: (domain) => domain.tenant,
    cell: (domain) => domain.tenant,
  };
  return [
    {
      id: 'key',
      header: t('domains.field.key'),
      value: ({ key }) => key,
      cell: ({ key }) => <span className="gw-mono">{key}</span>,
    },
    {
      id: 'name',
      header: t('domains.field.name'),
      rowHeader: true,
      value: ({ name }) => name,
      cell: ({ id, name, description }) => (
        <>
          {name} {id === given.current ? <span className="gw-tag">{t('domains.current')}</span> : null}
          {description === '' ? null : <span className="gw-muted gw-block gw-clamp">{description}</span>}
        </>
      ),
    },
    ...(given.severalTenants ? [tenant] : []),
    {
      id: 'approach',
      header: t('domains.field.approach'),
      term: 'vorgehensweise',
      minor: true,
      value: ({ approach }) => t(`domains.approach.${approach}`),
      cell: ({ approach }) => t(`domains.approach.${approach}`),
    },
    {
      id: 'catalog',
      header: t('domains.field.catalog'),
      minor: true,
      value: ({ catalog }) => titleOf(catalog),
      cell: ({ catalog }) => titleOf(catalog),
    },
    {
      id: 'status',
      header: t('domains.field.status'),
      value: ({ status }) => t(`domains.status.${status}`),
      cell: ({ status }) => t(`domains.status.${status}`),
    },
    {
      id: 'objects',
      header: t('targets.title'),
      align: 'end',
      minor: true,
      value: ({ target_objects }) => target_objects,
      cell: ({ target_objects }) => number(target_objects),
    },
    {
      id: 'updated',
      header: t('domains.updated'),
      minor: true,
      value: ({ updated_at }) => updated_at,
      cell: ({ updated_at }) => <Time at={updated_at} />,
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (domain) => <Actions domain={domain} t={t} {...given} />,
    },
  ];
}

function Actions({
  domain,
  t,
  current,
  mayChange,
  onChoose,
  onEdit,
  onArchive,
}: DomainColumns & { domain: InformationDomain; t: Messages['t'] }) {
  const { id, name, status } = domain;
  return (
    <div className="gw-line-actions">
      {id === current ? null : (
        <Button
          small
          variant="tertiary"
          iconOnly
          icon="check"
          label={t('domains.choose_this', { name })}
          onPress={() => onChoose(domain)}
        />
      )}
      {mayChange ? (
        <>
          <Button
            small
            variant="tertiary"
            iconOnly
            icon="edit"
            label={t('domains.edit_this', { name })}
            onPress={() => onEdit(domain)}
          />
          <Button
            small
            variant="tertiary"
            iconOnly
            icon={status === 'retired' ? 'refresh' : 'archive'}
            label={t(status === 'retired' ? 'domains.reactivate_this' : 'domains.archive_this', { name })}
            onPress={() => onArchive(domain)}
          />
        </>
      ) : null}
    </div>
  );
}
