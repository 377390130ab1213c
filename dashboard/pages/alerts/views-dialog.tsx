import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type AlertFilter, chooseDefaultView, keepAlertView, removeAlertView } from '../../api/alerts.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { useViews, type View, viewsKey } from './use-views.js';
import { viewSummary } from './view-summary.js';

interface ViewsDialogProps {
  filter: AlertFilter;
  onOpen(filter: AlertFilter): void;
  onClose(): void;
}

/** Keeps what the list shows under a name, and opens or removes what was kept. */
export default function ViewsDialog({ filter, onOpen, onClose }: ViewsDialogProps) {
  const { t } = useMessages();
  return (
    <Dialog wide title={t('views.title')} isOpen onClose={onClose}>
      <SaveForm filter={filter} />
      <ViewList
        onOpen={(view) => {
          onOpen(view);
          onClose();
        }}
      />
    </Dialog>
  );
}

function SaveForm({ filter }: { filter: AlertFilter }) {
  const messages = useMessages();
  const { t } = messages;
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => {
      const { state, level, ...view } = filter;
      return keepAlertView({
        name: name.trim(),
        shared,
        view: { ...view, state: [...state], level: [...level] },
      });
    },
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey: viewsKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
  };
  return (
    <form className="gw-saved__form" onSubmit={submit}>
      <p className="gw-muted">{t('views.what', { view: viewSummary(filter, messages) })}</p>
      <TextField label={t('views.name')} value={name} onChange={setName} maxLength={120} isRequired />
      <Switch label={t('views.share')} isSelected={shared} onChange={setShared} />
      <Button type="submit" variant="primary" label={t('views.save')} isPending={save.isPending} />
      {save.error ? <ErrorNotice error={save.error} /> : null}
    </form>
  );
}

function ViewList({ onOpen }: { onOpen(filter: AlertFilter): void }) {
  const { t } = useMessages();
  const client = useQueryClient();
  const { data, error } = useViews();
  const again = { onSettled: () => client.invalidateQueries({ queryKey: viewsKey }) };
  const remove = useMutation({ mutationFn: removeAlertView, ...again });
  const choose = useMutation({ mutationFn: chooseDefaultView, ...again });
  const fault = error ?? remove.error ?? choose.error;
  if (fault) return <ErrorNotice error={fault} />;
  if (data === undefined) return <Loading rows={3} />;
  if (data.length === 0) return <p className="gw-muted">{t('views.empty')}</p>;
  return (
    <ul className="gw-saved__list">
      {data.map((view) => (
        <ViewItem
          key={view.id}
          view={view}
          onOpen={() => onOpen(view.filter)}
          onDefault={() => choose.mutate(view.default ? null : view.id)}
          onRemove={() => remove.mutate(view.id)}
        />
      ))}
    </ul>
  );
}

interface ViewItemProps {
  view: View;
  onOpen(): void;
  onDefault(): void;
  onRemove(): void;
}

function ViewItem({ view, onOpen, onDefault, onRemove }: ViewItemProps) {
  const messages = useMessages();
  const { t } = messages;
  const roles = useRoles();
  const { name, owner, mine, shared } = view;
  return (
    <li className="gw-saved__item">
      <button type="button" className="gw-saved__open" onClick={onOpen}>
        <strong>{name}</strong>
        {view.default ? <span className="gw-tag gw-saved__mark">{t('views.is_default')}</span> : null}
        {mine ? null : <span className="gw-muted"> {t('views.by', { owner })}</span>}
        {mine && shared ? <span className="gw-muted"> {t('views.shared')}</span> : null}
        <span className="gw-saved__summary">{viewSummary(view.filter, messages)}</span>
      </button>
      <Button
        small
        variant="tertiary"
        icon="star"
        label={t(view.default ? 'views.no_default' : 'views.make_default')}
        onPress={onDefault}
      />
      {mine || (shared && roles.has('admin')) ? (
        <Button
          small
          variant="tertiary"
          icon="remove"
          iconOnly
          label={t('views.remove', { name })}
          onPress={onRemove}
        />
      ) : null}
    </li>
  );
}
