import { useEffect, useMemo, useState } from 'react';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { SelectField } from '../../components/fields.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { SearchText } from '../../components/search-text.js';
import { useMessages } from '../../i18n/messages.js';
import { useAddress, withValues } from '../../state/address.js';
import { LedgerLine } from './ledger-line.js';
import { sourceColumns } from './source-columns.js';
import { narrowed, type View, views } from './source-facts.js';
import { useMayReadMatches, useSources } from './use-sources.js';

/** Every device and program whose records arrive: whether all of them was kept, and what it is. */
export default function SourceListPage() {
  const messages = useMessages();
  const { t, plural, number } = messages;
  const [now, setNow] = useState(Date.now);
  const [said, changeAddress] = useAddress();
  const params = new URLSearchParams(said);
  const text = params.get('q') ?? '';
  const view: View = views.find((each) => each === params.get('view')) ?? 'all';
  const mayReadMatches = useMayReadMatches();
  const { sources, summaries } = useSources();
  const { error, refetch, dataUpdatedAt } = summaries;
  // biome-ignore lint/correctness/useExhaustiveDependencies: ages are told anew with every answer
  useEffect(() => setNow(Date.now()), [dataUpdatedAt]);
  const show = (values: Record<string, string>) => changeAddress(withValues(values));
  const offered = mayReadMatches ? views : views.filter((each) => each !== 'unmatched');
  const rows = useMemo(() => narrowed(sources ?? [], view, text), [sources, view, text]);
  const columns = useMemo(
    () => sourceColumns(messages, now, mayReadMatches),
    [messages, now, mayReadMatches],
  );
  return (
    <Page
      title={t('sources.title')}
      term="quelle"
      meta={sources ? <span className="gw-muted">{plural('sources.count', rows.length)}</span> : null}
    >
      {error && !sources ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!sources && !error ? <Loading rows={8} /> : null}
      {sources && sources.length > 0 ? (
        <>
          <LedgerLine sources={rows} />
          <div className="gw-source-bar">
            <div className="gw-filters">
              <SearchText label={t('sources.search')} value={text} onChange={(q) => show({ q })} />
            </div>
            <SelectField<View>
              label={t('sources.view')}
              hideLabel
              value={view}
              options={offered.map((value) => ({
                value,
                label: t('sources.view_of', {
                  view: t(`sources.view.${value}`),
                  count: number(narrowed(sources, value, '').length),
                }),
              }))}
              onChange={(next) => show({ view: next === 'all' ? '' : next })}
            />
          </div>
          {rows.length > 0 ? (
            <DataTable
              caption={t('sources.title')}
              columns={columns}
              rows={rows}
              rowId={({ tenant, name }) => `${tenant} ${name}`}
              initialSort={{ id: 'last_seen', desc: true }}
            />
          ) : (
            <Empty icon="search" title={t('sources.none_here')}>
              <p>{t('empty.narrowed')}</p>
              <Button small label={t('action.reset_filter')} onPress={() => show({ view: '', q: '' })} />
            </Empty>
          )}
        </>
      ) : null}
      {sources?.length === 0 ? (
        <Empty icon="sources" title={t('sources.empty')}>
          <p>{t('sources.empty_text')}</p>
          <pre className="gw-code">
            {'*.* action(type="omfwd" target="grundwacht" port="5514" protocol="tcp")'}
          </pre>
        </Empty>
      ) : null}
    </Page>
  );
}
