import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { TargetObject, TargetObjectInput, TargetObjectType } from '../../../server/contract/isms.js';
import { deleteTargetObject, updateTargetObject } from '../../api/isms.js';
import { exportAddress } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { DataTable } from '../../components/data-table.js';
import { SelectField } from '../../components/fields.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure, useStructureChanged } from '../structure/use-structure.js';
import { targetObjectColumns } from './columns.js';
import { draftOf, inputOf, types } from './draft.js';
import { TargetObjectDialog } from './target-object-dialog.js';

interface Change {
  object: TargetObject;
  values: Partial<TargetObjectInput>;
}

/** The target objects of the information domain (Strukturanalyse). */
export default function TargetObjectListPage() {
  const messages = useMessages();
  const { t, plural, language } = messages;
  const mayChange = useMayChange();
  const choice = useDomain();
  const { objects, byId, error, retry } = useStructure(choice.ref);
  const changed = useStructureChanged();
  const [text, setText] = useState('');
  const [type, setType] = useState<TargetObjectType | 'all'>('all');
  const [group, setGroup] = useState('all');
  const [editing, setEditing] = useState<TargetObject | 'new'>();
  const [removing, setRemoving] = useState<TargetObject>();
  const remove = useMutation({ mutationFn: (id: string) => deleteTargetObject(id), onSuccess: changed });
  const change = useMutation({
    mutationFn: ({ object, values }: Change) =>
      updateTargetObject(object.id, { ...inputOf(draftOf(object)), ...values }, object.version),
    onSuccess: changed,
  });
  const wanted = text.trim().toLowerCase();
  const groups = objects?.filter(({ is_group }) => is_group) ?? [];
  const rows = objects?.filter(
    (object) =>
      (type === 'all' || object.type === type) &&
      (group === 'all' || object.group === group || object.id === group) &&
      [object.key, object.name, object.owner, object.location, ...object.hostnames, ...object.addresses].some(
        (each) => each.toLowerCase().includes(wanted),
      ),
  );
  const isFiltered = wanted !== '' || type !== 'all' || group !== 'all';
  const failure = choice.error ?? error;

  return (
    <Page
      title={t('targets.title')}
      meta={rows ? <span className="gw-muted">{plural('targets.count', rows.length)}</span> : null}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          {choice.ref
            ? (['csv', 'xlsx'] as const).map((format) => (
                <a
                  key={format}
                  className="kern-btn kern-btn--tertiary gw-btn gw-btn--small"
                  href={exportAddress(choice.ref!, format, language)}
                  download
                >
                  <span className="kern-label">{t(`targets.export.${format}`)}</span>
                </a>
              ))
            : null}
          {mayChange ? (
            <>
              <Link className="kern-btn kern-btn--secondary gw-btn gw-btn--small" to="/target-objects/import">
                <span className="kern-label">{t('import.title')}</span>
              </Link>
              <Button
                small
                variant="primary"
                icon="add"
                label={t('targets.create')}
                onPress={() => setEditing('new')}
              />
            </>
          ) : null}
        </div>
      }
    >
      {failure ? <ErrorNotice error={failure} onRetry={choice.error ? choice.retry : retry} /> : null}
      {remove.error ? <ErrorNotice error={remove.error} onRetry={remove.reset} /> : null}
      {change.error ? <ErrorNotice error={change.error} onRetry={change.reset} /> : null}
      {!objects && !failure ? <Loading rows={8} /> : null}
      {objects && objects.length > 0 ? (
        <div className="gw-toolbar">
          <TableSearch label={t('targets.search')} value={text} onChange={setText} />
          <SelectField
            hideLabel
            label={t('targets.type')}
            value={type}
            options={[
              { value: 'all' as const, label: t('targets.all_types') },
              ...types.map((value) => ({ value, label: t(`target_type.${value}`) })),
            ]}
            onChange={(next) => setType(next)}
          />
          {groups.length > 0 ? (
            <SelectField
              hideLabel
              label={t('targets.group')}
              value={group}
              options={[
                { value: 'all', label: t('targets.all_groups') },
                ...groups.map(({ id, key, name }) => ({ value: id, label: `${key} ${name}` })),
              ]}
              onChange={setGroup}
            />
          ) : null}
        </div>
      ) : null}
      {rows && rows.length > 0 ? (
        <DataTable
          caption={t('targets.title')}
          columns={targetObjectColumns(messages, {
            mayChange,
            byId,
            onEdit: setEditing,
            onRemove: setRemoving,
            onChange: (object, values) => change.mutateAsync({ object, values }),
          })}
          rows={rows}
          rowId={({ id }) => id}
          initialSort={{ id: 'key', desc: false }}
        />
      ) : null}
      {rows?.length === 0 ? (
        <Empty icon="targets" title={t(isFiltered ? 'targets.empty_filtered' : 'targets.empty')}>
          {isFiltered ? null : <p>{t('targets.empty_text')}</p>}
        </Empty>
      ) : null}
      {choice.ref ? (
        <TargetObjectDialog
          edited={editing}
          domain={choice.ref}
          objects={objects ?? []}
          onClose={() => setEditing(undefined)}
          onSaved={changed}
        />
      ) : null}
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
