import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Catalog, MappingSummary } from '../../../server/contract/catalog.js';
import { getCatalogs, getMappings } from '../../api/catalogs.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Term } from '../../components/term.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import { CatalogComparison } from './catalog-comparison.js';
import { InstallDialog } from './install-dialog.js';

function catalogColumns({ t, number, plural }: Messages): Column<Catalog>[] {
  return [
    {
      id: 'title',
      header: t('catalogs.column.title'),
      rowHeader: true,
      value: ({ title }) => title,
      cell: ({ id, title }) => <Link to={`/bausteine?catalog=${encodeURIComponent(id)}`}>{title}</Link>,
    },
    {
      id: 'edition',
      header: t('catalogs.column.edition'),
      value: ({ edition }) => edition,
      cell: ({ edition, origin }) => (
        <>
          <span className="gw-nowrap">{edition}</span>{' '}
          {origin === 'profile' ? <span className="gw-tag">{t('catalogs.profile')}</span> : null}
        </>
      ),
    },
    {
      id: 'requirements',
      header: t('catalogs.column.requirements'),
      align: 'end',
      value: ({ requirements }) => requirements,
      cell: ({ requirements }) => number(requirements),
    },
    {
      id: 'texts',
      header: t('catalogs.column.texts'),
      value: ({ texts }) => texts,
      cell: ({ texts_installed_at, sub_requirements }) =>
        texts_installed_at === null ? (
          <span className="gw-muted">{t('catalogs.index_only')}</span>
        ) : (
          <>
            <Time at={texts_installed_at} full />
            {sub_requirements > 0 ? `, ${plural('catalogs.sub_requirements', sub_requirements)}` : ''}
          </>
        ),
    },
    {
      id: 'notes',
      header: t('catalogs.column.notes'),
      minor: true,
      value: ({ notes }) => notes.length,
      cell: ({ notes }) => (notes.length === 0 ? null : plural('catalogs.notes', notes.length)),
    },
  ];
}

function mappingColumns({ t, number }: Messages): Column<MappingSummary>[] {
  return [
    {
      id: 'title',
      header: t('catalogs.column.title'),
      rowHeader: true,
      value: ({ title }) => title,
      cell: ({ title, status }) => (
        <>
          {title}{' '}
          <span className="gw-tag">
            {status === 'draft' || status === 'complete' ? t(`mapping_status.${status}`) : status}
          </span>
        </>
      ),
    },
    {
      id: 'edition',
      header: t('catalogs.column.edition'),
      value: ({ edition }) => edition,
      cell: ({ edition }) => <span className="gw-nowrap">{edition}</span>,
    },
    {
      id: 'pairs',
      header: t('catalogs.column.pairs'),
      align: 'end',
      value: ({ pairs }) => pairs,
      cell: ({ pairs }) => number(pairs),
    },
    {
      id: 'coverage',
      header: t('catalogs.column.coverage'),
      minor: true,
      cell: ({ sources, targets }) =>
        t('catalogs.coverage', { sources: number(sources), targets: number(targets) }),
    },
    {
      id: 'uncertain',
      header: t('catalogs.column.uncertain'),
      minor: true,
      value: ({ unconfirmed, absent }) => unconfirmed + absent,
      cell: ({ unconfirmed, absent }) =>
        t('catalogs.uncertain', { unconfirmed: number(unconfirmed), absent: number(absent) }),
    },
  ];
}

/** Installed catalogues and mappings, installation, and what differs between two editions. */
export default function CatalogListPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const mayInstall = useSession().user?.roles.some((role) => role === 'admin' || role === 'isb') === true;
  const [installing, setInstalling] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['catalogs'],
    queryFn: ({ signal }) => getCatalogs(signal),
  });
  const mappings = useQuery({ queryKey: ['mappings'], queryFn: ({ signal }) => getMappings(signal) });
  const failure = error ?? mappings.error;
  return (
    <Page
      title={t('catalogs.title')}
      term="katalog"
      meta={data ? <span className="gw-muted">{plural('catalogs.count', data.items.length)}</span> : null}
      actions={
        mayInstall ? (
          <Button
            small
            variant="primary"
            icon="add"
            label={t('catalogs.install')}
            onPress={() => setInstalling(true)}
          />
        ) : null
      }
    >
      {failure ? <ErrorNotice error={failure} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={4} /> : null}
      {data ? (
        <DataTable
          caption={t('catalogs.caption')}
          columns={catalogColumns(messages)}
          rows={data.items}
          rowId={({ id }) => id}
          initialSort={{ id: 'title', desc: false }}
        />
      ) : null}
      {mappings.data && mappings.data.items.length > 0 ? (
        <div>
          <h2 className="gw-section-title">
            <Term id="zuordnung">{t('catalogs.mappings')}</Term>
          </h2>
          <DataTable
            caption={t('catalogs.mappings')}
            columns={mappingColumns(messages)}
            rows={mappings.data.items}
            rowId={({ id }) => id}
            initialSort={{ id: 'title', desc: false }}
          />
        </div>
      ) : null}
      {data && data.items.length > 1 ? <CatalogComparison catalogs={data.items} /> : null}
      {installing ? <InstallDialog onClose={() => setInstalling(false)} /> : null}
    </Page>
  );
}
