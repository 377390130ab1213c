import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { InformationDomain } from '../../../server/contract/structure.js';
import { getCatalogs } from '../../api/catalogs.js';
import { updateDomain } from '../../api/domains.js';
import { useAnnounce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { DataTable } from '../../components/data-table.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { chooseDomain, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { domainColumns } from './domain-columns.js';
import { DomainDialog } from './domain-dialog.js';
import { draftOf } from './domain-draft.js';
import { OscalDialog } from './oscal-dialog.js';

/** The information domains (Informationsverbünde): what is assessed, by which edition and how thoroughly. */
export default function DomainListPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const mayChange = useMayChange();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const { domains, domain, error, retry } = useDomain();
  const catalogs = useQuery({ queryKey: ['catalogs'], queryFn: ({ signal }) => getCatalogs(signal) });
  const [editing, setEditing] = useState<InformationDomain | 'new'>();
  const [importing, setImporting] = useState(false);
  const [archiving, setArchiving] = useState<InformationDomain>();
  const [withRetired, setWithRetired] = useState(false);
  const changeStatus = useMutation({
    mutationFn: (each: InformationDomain) => {
      const status = each.status === 'retired' ? 'active' : 'retired';
      return updateDomain(each.id, { ...draftOf(each, each.catalog), status }, each.version);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['domains'] }),
  });
  const choose = ({ id, name }: InformationDomain): void => {
    chooseDomain(id);
    announce(t('domains.chosen', { name }));
  };
  const retired = domains.filter(({ status }) => status === 'retired').length;
  const rows = domains.filter(({ status }) => withRetired || status !== 'retired');
  const tenants = [...new Set([domain?.tenant ?? 'default', ...domains.map(({ tenant }) => tenant)])];
  const failure = error ?? catalogs.error;
  const loaded = domain !== undefined && catalogs.data !== undefined;

  return (
    <Page
      title={t('domains.title')}
      term="informationsverbund"
      meta={loaded ? <span className="gw-muted">{plural('domains.count', domains.length)}</span> : null}
      actions={
        mayChange ? (
          <>
            <Button small label={t('oscal.open')} onPress={() => setImporting(true)} />
            <Button
              small
              variant="primary"
              icon="add"
              label={t('domains.create')}
              onPress={() => setEditing('new')}
            />
          </>
        ) : null
      }
    >
      <p className="gw-lead">{t('domains.lead')}</p>
      {failure ? (
        <ErrorNotice error={failure} onRetry={error ? retry : () => void catalogs.refetch()} />
      ) : null}
      {changeStatus.error ? <ErrorNotice error={changeStatus.error} /> : null}
      {!loaded && !failure ? <Loading rows={3} /> : null}
      {retired > 0 ? (
        <div className="gw-toolbar">
          <Switch
            label={plural('domains.show_retired', retired)}
            isSelected={withRetired}
            onChange={setWithRetired}
          />
        </div>
      ) : null}
      {loaded ? (
        <DataTable
          caption={t('domains.title')}
          columns={domainColumns(messages, {
            catalogs: catalogs.data.items,
            current: domain.id,
            severalTenants: tenants.length > 1,
            mayChange,
            onChoose: choose,
            onEdit: setEditing,
            onArchive: (each) => (each.status === 'retired' ? changeStatus.mutate(each) : setArchiving(each)),
          })}
          rows={rows}
          rowId={({ id }) => id}
          initialSort={{ id: 'key', desc: false }}
        />
      ) : null}
      <DomainDialog
        edited={editing}
        catalogs={catalogs.data?.items ?? []}
        tenants={tenants}
        onClose={() => setEditing(undefined)}
      />
      <OscalDialog
        isOpen={importing}
        tenants={tenants}
        onMade={(made) => {
          choose(made);
          setImporting(false);
        }}
        onClose={() => setImporting(false)}
      />
      <ConfirmDialog
        title={t('domains.archive_title', { name: archiving?.name ?? '' })}
        text={t('domains.archive_text')}
        action={t('domains.archive')}
        isOpen={archiving !== undefined}
        onCancel={() => setArchiving(undefined)}
        onConfirm={() => {
          if (archiving) changeStatus.mutate(archiving);
          setArchiving(undefined);
        }}
      />
    </Page>
  );
}
