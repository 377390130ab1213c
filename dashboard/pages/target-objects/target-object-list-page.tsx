import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { TargetObject, TargetObjectType } from '../../../server/contract/isms.js';
import { deleteTargetObject } from '../../api/isms.js';
import { exportAddress } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField } from '../../components/fields.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { withPick } from '../../components/pick-box.js';
import { TableSearch } from '../../components/table-search.js';
import { UndoNote } from '../../components/undo-note.js';
import { useMessages } from '../../i18n/messages.js';
import { DomainHistory } from '../structure/object-history.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure, useStructureChanged } from '../structure/use-structure.js';
import { BulkEditBar } from './bulk-edit-bar.js';
import { targetObjectColumns } from './columns.js';
import { types } from './draft.js';
import { TargetObjectDialog } from './target-object-dialog.js';
import { useBulkChange } from './use-bulk-change.js';
import { type DoneEdit, useObjectChange } from './use-object-change.js';

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
  const edit = useObjectChange();
  const [looksBack, setLooksBack] = useState(false);
  const bulk = useBulkChange();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  /** What a change in the table was, such as `Owner of S001: Amt 10 → Amt 11`. */
  const said = ({ object, values, before }: DoneEdit): string =>
    Object.entries(values)
      .map(([field, value]) => {
        const shown = (each: unknown): string => {
          if (field === 'type') return t(`target_type.${each as TargetObjectType}`);
          if (field === 'status') return t(`target_status.${each as TargetObject['status']}`);
          return String(each) || t('targets.blank');
        };
        const old = before[field as keyof typeof before];
        return t('targets.changed', { name: object.key, old: shown(old), new: shown(value) });
      })
      .join(', ');
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
      term="zielobjekt"
      meta={rows ? <span className="gw-muted">{plural('targets.count', rows.length)}</span> : null}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          {choice.ref ? (
            <Button small variant="tertiary" label={t('history.title')} onPress={() => setLooksBack(true)} />
          ) : null}
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
      {edit.error ? <ErrorNotice error={edit.error} onRetry={edit.reset} /> : null}
      {bulk.undo.error ? <ErrorNotice error={bulk.undo.error} onRetry={bulk.undo.reset} /> : null}
      {bulk.done ? (
        <UndoNote
          text={plural('targets.bulk_changed', bulk.done.objects.length)}
          isPending={bulk.undo.isPending}
          onUndo={() => bulk.done && bulk.undo.mutate(bulk.done)}
          onClose={bulk.forget}
        />
      ) : (
        <UndoNote
          text={edit.done && said(edit.done)}
          isPending={edit.isPending}
          onUndo={() => void edit.undo()}
          onClose={edit.forget}
        />
      )}
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
      {rows && picked.size > 0 ? (
        <BulkEditBar
          chosen={rows.filter(({ id }) => picked.has(id))}
          groups={groups}
          isPending={bulk.apply.isPending}
          error={bulk.apply.error}
          onSave={(values) => {
            const chosen = rows.filter(({ id }) => picked.has(id));
            edit.forget();
            bulk.apply.mutate({ chosen, values }, { onSuccess: () => setPicked(new Set()) });
          }}
          onDone={() => {
            bulk.apply.reset();
            setPicked(new Set());
          }}
        />
      ) : rows && rows.length > 0 && mayChange ? (
        <p className="gw-muted gw-hint">{t('targets.inline_keys')}</p>
      ) : null}
      {rows && rows.length > 0 ? (
        <DataTable
          caption={t('targets.title')}
          columns={targetObjectColumns(messages, {
            mayChange,
            byId,
            onEdit: setEditing,
            onRemove: setRemoving,
            picked,
            onPick: (id, selected) => setPicked(withPick(picked, id, selected)),
            onChange: (object, values) => {
              bulk.forget();
              return edit.change(object, values);
            },
          })}
          rows={rows}
          rowId={({ id }) => id}
          initialSort={{ id: 'key', desc: false }}
        />
      ) : null}
      {rows?.length === 0 ? (
        <Empty icon="targets" title={t(isFiltered ? 'targets.empty_filtered' : 'targets.empty')}>
          <p>{t(isFiltered ? 'empty.narrowed' : 'targets.empty_text')}</p>
          {isFiltered || !mayChange ? null : (
            <div className="gw-toolbar">
              <Button icon="add" label={t('targets.create')} onPress={() => setEditing('new')} />
              <Link className="gw-inline-link" to="/target-objects/import">
                {t('targets.empty_import')}
              </Link>
            </div>
          )}
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
      <Dialog wide title={t('history.title')} isOpen={looksBack} onClose={() => setLooksBack(false)}>
        {choice.ref ? <DomainHistory id={choice.ref.domain} byId={byId} /> : null}
      </Dialog>
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
