import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { SavedSearch } from '../../../server/contract/event-analysis.js';
import { getSavedSearches, removeSavedSearch, saveSearch } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { RemoveButton } from '../../components/remove-button.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { presets, type SearchState } from './search-state.js';

interface SavedSearchesProps {
  state: SearchState;
  onChange(change: Partial<SearchState>): void;
}

const queryKey = ['events', 'saved'];

/** @returns what is kept of the page: a preset stays one, so that it ends at the now of later */
function kept({ preset, from, to, q, filter, columns }: SearchState): SavedSearch['search'] {
  return { q, filter, columns, ...(preset ? { range: preset } : { from, to }) };
}

function opened({ range, from, to, q, filter, columns = [] }: SavedSearch['search']): Partial<SearchState> {
  const preset = presets.find((each) => each === range);
  // Not another view of the same events: the preset ends at the new now.
  return { q, filter, columns, preset, ...(from && to ? { from, to } : {}) };
}

/** Keeps the search under a name, and opens or removes what was kept. */
export function SavedSearches({ state, onChange }: SavedSearchesProps) {
  const { t } = useMessages();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small variant="tertiary" label={t('saved.title')} onPress={() => setOpen(true)} />
      <Dialog wide title={t('saved.title')} isOpen={open} onClose={() => setOpen(false)}>
        <SaveForm state={state} />
        <SavedList
          onOpen={(search) => {
            onChange(opened(search));
            setOpen(false);
          }}
        />
      </Dialog>
    </>
  );
}

function SaveForm({ state }: { state: SearchState }) {
  const { t } = useMessages();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => saveSearch({ name: name.trim(), shared, search: kept(state) }),
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
  };
  return (
    <form className="gw-saved__form" onSubmit={submit}>
      <TextField label={t('saved.name')} value={name} onChange={setName} maxLength={120} isRequired />
      <Switch label={t('saved.share')} isSelected={shared} onChange={setShared} />
      <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
      {save.error ? <ErrorNotice error={save.error} /> : null}
    </form>
  );
}

function SavedList({ onOpen }: { onOpen(search: SavedSearch['search']): void }) {
  const { t } = useMessages();
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey, queryFn: ({ signal }) => getSavedSearches(signal) });
  const remove = useMutation({
    mutationFn: removeSavedSearch,
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  if (error) return <ErrorNotice error={error} />;
  if (data?.length === 0) return <p className="gw-muted">{t('saved.empty')}</p>;
  return (
    <ul className="gw-saved__list">
      {(data ?? []).map(({ id, name, owner, mine, search }) => (
        <li key={id} className="gw-saved__item">
          <button type="button" className="gw-saved__open" onClick={() => onOpen(search)}>
            <strong>{name}</strong>
            {mine ? null : <span className="gw-muted"> {t('saved.by', { owner })}</span>}
            <code className="gw-saved__query">
              {[search.q, ...search.filter].filter(Boolean).join(' · ')}
            </code>
          </button>
          {mine ? (
            <RemoveButton label={t('saved.remove', { name })} onRemove={() => remove.mutate(id)} />
          ) : null}
        </li>
      ))}
    </ul>
  );
}
