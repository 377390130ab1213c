import { Button } from '../../components/button.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { EventResults } from './event-results.js';
import { Histogram } from './histogram.js';
import { SearchForm } from './search-form.js';
import { useEventSearch } from './search-state.js';

/** The API takes filters of up to 1,000 characters. */
const longestValue = 800;

/** Search over everything that was stored. */
export default function EventSearchPage() {
  const { t } = useMessages();
  const [state, search, change] = useEventSearch();
  const addFilter = (field: string, value: string, exclude: boolean) => {
    const matched = value.length > longestValue ? `${value.slice(0, longestValue)}*` : value;
    const filter = `${exclude ? '-' : ''}${field}:${matched}`;
    change({ filter: [...new Set([...state.filter, filter])] });
    window.scrollTo(0, 0);
  };
  return (
    <Page
      title={t('events.title')}
      actions={
        <Button
          small
          variant="tertiary"
          icon="refresh"
          label={t('action.refresh')}
          onPress={() => change({})}
        />
      }
    >
      <SearchForm state={state} onChange={change} />
      <Histogram search={search} onSelect={(from, to) => change({ preset: undefined, from, to })} />
      <EventResults search={search} onFilter={addFilter} />
    </Page>
  );
}
