import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError } from '../../api/http.js';
import { Button } from '../../components/button.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { useTenantChoice } from '../../state/tenant.js';
import { EventResults } from './event-results.js';
import { ExportDialog } from './export-dialog.js';
import { FieldPanel } from './field-panel.js';
import { Histogram } from './histogram.js';
import { SavedSearches } from './saved-searches.js';
import { SearchForm } from './search-form.js';
import { asQuery, defaultColumns, type SearchState, useEventSearch } from './search-state.js';
import { ShareDialog } from './share-dialog.js';
import { useEventPages } from './use-event-pages.js';

/** The API takes filters of up to 1,000 characters. */
const longestValue = 800;

/** Leads to the editor with a Sigma rule that says what the search says, as far as a rule can. */
function RuleButton({ state }: { state: SearchState }) {
  const { t } = useMessages();
  const roles = useRoles();
  const navigate = useNavigate();
  const { tenant } = useTenantChoice();
  const draft = asQuery(state);
  if (!roles.has('admin') && !roles.has('analyst')) return null;
  return (
    <Button
      small
      variant="tertiary"
      label={t('events.make_rule')}
      isDisabled={draft === ''}
      onPress={() => void navigate(`/rules/new?${new URLSearchParams({ draft, tenant })}`)}
    />
  );
}

/** Search over everything that was stored. */
export default function EventSearchPage() {
  const { t } = useMessages();
  const [state, search, change] = useEventSearch();
  const [withFields, setWithFields] = useState(false);
  const pages = useEventPages(search);
  const fault = pages.error instanceof ApiError ? pages.error.place : undefined;
  const columns = state.columns.length > 0 ? state.columns : defaultColumns;
  const addFilter = (field: string, value: string, exclude: boolean) => {
    const matched = value.length > longestValue ? `${value.slice(0, longestValue)}*` : value;
    const filter = `${exclude ? '-' : ''}${field}:${matched}`;
    change({ filter: [...new Set([...state.filter, filter])] });
    window.scrollTo(0, 0);
  };
  const showColumn = (field: string, shown: boolean) =>
    change({ columns: shown ? [...columns, field] : columns.filter((each) => each !== field) });
  return (
    <Page
      title={t('events.title')}
      term="ereignis"
      actions={
        <>
          <Button
            small
            variant="tertiary"
            label={t(withFields ? 'events.hide_fields' : 'events.show_fields')}
            aria-expanded={withFields}
            onPress={() => setWithFields(!withFields)}
          />
          <SavedSearches state={state} onChange={change} />
          <ExportDialog search={search} by={state.by} columns={state.columns} />
          <ShareDialog state={state} />
          <RuleButton state={state} />
          <Button
            small
            variant="tertiary"
            icon="refresh"
            label={t('action.refresh')}
            onPress={() => change({})}
          />
        </>
      }
    >
      <SearchForm state={state} search={search} fault={fault} onChange={change} />
      {fault ? null : (
        <div className={withFields ? 'gw-events gw-events--fields' : 'gw-events'}>
          {withFields ? (
            <FieldPanel
              search={search}
              columns={columns}
              onColumn={showColumn}
              onColumns={(next) => change({ columns: next })}
              onFilter={addFilter}
            />
          ) : null}
          <div className="gw-events__main">
            <Histogram
              search={search}
              by={state.by}
              onSplit={(by) => change({ by })}
              onSelect={(from, to) => change({ preset: undefined, from, to })}
            />
            <EventResults pages={pages} columns={columns} onFilter={addFilter} onChange={change} />
          </div>
        </div>
      )}
    </Page>
  );
}
