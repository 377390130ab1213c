import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import type { EventSearch } from '../../api/events.js';
import type { QueryPlace } from '../../api/http.js';
import { Button } from '../../components/button.js';
import { useMessages } from '../../i18n/messages.js';
import { QueryField } from './query-field.js';
import { QueryHelp } from './query-help.js';
import type { SearchState } from './search-state.js';
import { TimeRange } from './time-range.js';

interface SearchFormProps {
  state: SearchState;
  onChange(change: Partial<SearchState>): void;
}

function Chips({ state, onChange }: SearchFormProps) {
  const { t } = useMessages();
  if (state.filter.length === 0) return null;
  return (
    <ul className="gw-chips" aria-label={t('events.filters')}>
      {state.filter.map((each) => (
        <li key={each} className={each.startsWith('-') ? 'gw-chip gw-chip--not' : 'gw-chip'}>
          <span className="gw-chip__text">{each}</span>
          <Button
            small
            variant="tertiary"
            icon="close"
            iconOnly
            label={t('filter.remove', { filter: each })}
            onPress={() => onChange({ filter: state.filter.filter((other) => other !== each) })}
          />
        </li>
      ))}
    </ul>
  );
}

/** A search that answers within this time needs no button. */
const patienceMs = 400;

/** Ends a search that takes long, here and on the server. */
function CancelButton() {
  const { t } = useMessages();
  const queries = useQueryClient();
  const running = useIsFetching({ queryKey: ['events', 'search'] }) > 0;
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!running) return;
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, [running]);
  if (!running || !late) return null;
  const cancel = () => {
    for (const part of ['search', 'histogram', 'statistics', 'fields'])
      void queries.cancelQueries({ queryKey: ['events', part] });
  };
  return <Button icon="close" label={t('events.cancel')} onPress={cancel} />;
}

/** Query, field filters and time range of the event search. */
export function SearchForm({
  state,
  search,
  fault,
  onChange,
}: SearchFormProps & { search: EventSearch; fault: QueryPlace | undefined }) {
  const { t } = useMessages();
  const [typed, setTyped] = useState(state.q);
  useEffect(() => setTyped(state.q), [state.q]);

  return (
    <section className="gw-search-panel" aria-label={t('events.search')}>
      <Form
        className="gw-search-line"
        onSubmit={(event) => {
          event.preventDefault();
          onChange({ q: typed.trim() });
        }}
      >
        <QueryField value={typed} onChange={setTyped} search={search} fault={fault} />
        <Button type="submit" variant="primary" label={t('events.submit')} />
        <CancelButton />
        <QueryHelp />
      </Form>
      <Chips state={state} onChange={onChange} />
      <TimeRange state={state} onChange={onChange} />
    </section>
  );
}
