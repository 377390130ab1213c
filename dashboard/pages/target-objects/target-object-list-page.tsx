import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TargetObject } from '../../../server/contract/isms.js';
import { deleteTargetObject, getTargetObjects } from '../../api/isms.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { useMessages } from '../../i18n/messages.js';
import { targetObjectColumns } from './columns.js';
import { TargetObjectDialog } from './target-object-dialog.js';

const targetObjectsKey = ['target-objects'];

/** The target objects of the information domain (Strukturanalyse). */
export default function TargetObjectListPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [editing, setEditing] = useState<TargetObject | 'new'>();
  const [removing, setRemoving] = useState<TargetObject>();
  const { data, error, refetch } = useQuery({
    queryKey: targetObjectsKey,
    queryFn: ({ signal }) => getTargetObjects(signal),
  });
  const reload = () => void queries.invalidateQueries({ queryKey: targetObjectsKey });
  const remove = useMutation({ mutationFn: (id: string) => deleteTargetObject(id), onSuccess: reload });
  const wanted = text.trim().toLowerCase();
  const rows = data?.items.filter((object) =>
    [object.key, object.name, object.owner, object.location, ...object.hostnames, ...object.addresses].some(
      (each) => each.toLowerCase().includes(wanted),
    ),
  );
  const create = (
    <Button
      small
      variant="primary"
      icon="add"
      label={t('targets.create')}
      onPress={() => setEditing('new')}
    />
  );

  return (
    <Page
      title={t('targets.title')}
      meta={rows ? <span className="gw-muted">{plural('targets.count', rows.length)}</span> : null}
      actions={create}
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {remove.error ? <ErrorNotice error={remove.error} onRetry={remove.reset} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data && data.items.length > 0 ? (
        <TableSearch label={t('targets.search')} value={text} onChange={setText} />
      ) : null}
      {rows && rows.length > 0 ? (
        <DataTable
          caption={t('targets.title')}
          columns={targetObjectColumns(messages, { onEdit: setEditing, onRemove: setRemoving })}
          rows={rows}
          rowId={({ id }) => id}
          initialSort={{ id: 'key', desc: false }}
        />
      ) : null}
      {rows?.length === 0 ? (
        <Empty icon="targets" title={t(wanted ? 'targets.empty_filtered' : 'targets.empty')}>
          {wanted ? null : <p>{t('targets.empty_text')}</p>}
        </Empty>
      ) : null}
      <TargetObjectDialog edited={editing} onClose={() => setEditing(undefined)} onSaved={reload} />
      <ConfirmDialog
        title={t('targets.remove_title')}
        text={t('targets.remove_text', { name: `${removing?.key ?? ''} ${removing?.name ?? ''}` })}
        action={t('action.remove')}
        isOpen={removing !== undefined}
        onCancel={() => setRemoving(undefined)}
        onConfirm={() => {
          if (removing) remove.mutate(removing.id);
          setRemoving(undefined);
        }}
      />
    </Page>
  );
}
