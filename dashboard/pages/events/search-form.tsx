import { useEffect, useState } from 'react';
import { Form, Input, SearchField } from 'react-aria-components';
import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { useMessages } from '../../i18n/messages.js';
import type { SearchState } from './search-state.js';
import { TimeRange } from './time-range.js';

/** `field:value`, `-field:value`, with wildcards; anything else is text. */
const fieldFilter = /^-?[\w@][\w@.-]*:\S.*$/;

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

/** Text, field filters and time range of the event search. */
export function SearchForm({ state, onChange }: SearchFormProps) {
  const { t } = useMessages();
  const [typed, setTyped] = useState(state.q);
  useEffect(() => setTyped(state.q), [state.q]);

  function submit() {
    const text = typed.trim();
    if (!fieldFilter.test(text)) return onChange({ q: text });
    setTyped('');
    onChange({ q: '', filter: [...new Set([...state.filter, text])] });
  }
  return (
    <section className="gw-search-panel" aria-label={t('events.search')}>
      <Form
        className="gw-search-line"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <SearchField
          className="gw-search gw-search--wide"
          aria-label={t('events.text')}
          value={typed}
          onChange={setTyped}
        >
          <Icon name="search" />
          <Input className="gw-search__input" placeholder={t('events.placeholder')} maxLength={1000} />
        </SearchField>
        <Button type="submit" variant="primary" label={t('events.submit')} />
      </Form>
      <Chips state={state} onChange={onChange} />
      <TimeRange state={state} onChange={onChange} />
    </section>
  );
}
