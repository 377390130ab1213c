import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { Statement } from '../../../server/contract/iso.js';
import { getStatements } from '../../api/iso.js';
import { DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField } from '../../components/fields.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Switch } from '../../components/switch.js';
import { TableSearch } from '../../components/table-search.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { titleIn } from '../catalogs/titles.js';
import { TallyBar } from '../check/tally-bar.js';
import { PlanHistory } from '../plan/plan-history.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { soaColumns } from './soa-columns.js';
import {
  filterOf,
  filterStatements,
  isUngrounded,
  type SoaFilter,
  soaFilters,
  themes,
} from './soa-filter.js';
import { StatementForm } from './statement-form.js';

const everything: SoaFilter = { text: '', states: [], theme: 'all', ungrounded: false };

/** How far the controls that are applied are implemented, in a sentence and as a bar. */
function SoaState({ statements, children }: { statements: readonly Statement[]; children: ReactNode }) {
  const { t, number } = useMessages();
  const count = (state: string): number => statements.filter((each) => filterOf(each) === state).length;
  const [yes, partial, no, open, excluded] = soaFilters.map(count) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const total = statements.length - excluded;
  return (
    <section className="gw-panel gw-soa__sum" aria-label={t('soa.sum_label')}>
      <div className="gw-soa__line">
        <strong>{t('soa.sum', { yes: number(yes), total: number(total) })}</strong>{' '}
        <span className="gw-muted">
          {t('soa.sum_rest', {
            excluded: number(excluded),
            ungrounded: number(statements.filter(isUngrounded).length),
          })}
        </span>
        {children}
      </div>
      <TallyBar tally={{ total, yes, partial, no, open, dispensable: 0 }} />
    </section>
  );
}

/** The Statement of Applicability over Annex A of ISO/IEC 27001 (Erklärung zur Anwendbarkeit). */
export default function SoaPage() {
  const messages = useMessages();
  const { t, language, number } = messages;
  const mayChange = useMayChange();
  const choice = useDomain();
  const { ref } = choice;
  const [filter, setFilter] = useState(everything);
  const [editing, setEditing] = useState<string>();
  const { data, error, refetch } = useQuery({
    queryKey: ['iso', 'soa', ref?.domain],
    queryFn: ({ signal }) => getStatements(ref!, signal),
    enabled: ref !== undefined,
  });
  const failure = choice.error ?? error;
  const titleOf = (statement: Statement): string => titleIn(language, statement);
  const rows = data && filterStatements(data.items, filter, titleOf);
  const open = data?.items.find(({ control }) => control === editing);
  const next = rows?.[rows.findIndex(({ control }) => control === editing) + 1];
  return (
    <Page
      title={t('soa.title')}
      term="soa"
      actions={
        <>
          <DomainSelect choice={choice} />
          <Link className="gw-inline-link" to="/reports">
            {t('soa.as_report')}
          </Link>
        </>
      }
    >
      <p className="gw-lead">{t('soa.lead')}</p>
      {failure ? (
        <ErrorNotice
          error={failure}
          onRetry={() => {
            choice.retry();
            void refetch();
          }}
        />
      ) : null}
      {!rows && !failure ? <Loading rows={10} /> : null}
      {data && data.items.length > 0 ? (
        <>
          <SoaState statements={data.items}>
            <Switch
              label={t('soa.only_ungrounded')}
              isSelected={filter.ungrounded}
              onChange={(ungrounded) => setFilter({ ...filter, ungrounded })}
            />
          </SoaState>
          <div className="gw-toolbar">
            <TableSearch
              label={t('soa.search')}
              value={filter.text}
              onChange={(text) => setFilter({ ...filter, text })}
            />
            <SelectField
              hideLabel
              label={t('soa.theme')}
              value={filter.theme}
              options={(['all', ...themes] as const).map((value) => ({
                value,
                label: t(`soa.theme.${value}`),
              }))}
              onChange={(theme) => setFilter({ ...filter, theme })}
            />
            <Toggles
              label={t('soa.state')}
              options={soaFilters.map((value) => ({
                value,
                label: `${t(`soa.state.${value}`)} ${number(data.items.filter((each) => filterOf(each) === value).length)}`,
              }))}
              selected={filter.states}
              onChange={(states) => setFilter({ ...filter, states })}
            />
          </div>
        </>
      ) : null}
      {rows && rows.length > 0 ? (
        <DataTable
          caption={t('soa.title')}
          columns={soaColumns(messages, ({ control }) => setEditing(control))}
          rows={rows}
          rowId={({ control }) => control}
        />
      ) : null}
      {rows?.length === 0 ? (
        <Empty icon="soa" title={t(data?.items.length === 0 ? 'soa.not_installed' : 'soa.empty')}>
          <p>{t(data?.items.length === 0 ? 'soa.not_installed_text' : 'empty.narrowed')}</p>
          {data?.items.length === 0 ? <Link to="/catalogs">{t('catalogs.title')}</Link> : null}
        </Empty>
      ) : null}
      <Dialog
        wide
        title={open ? `${open.control} ${titleOf(open)}` : ''}
        isOpen={open !== undefined}
        onClose={() => setEditing(undefined)}
      >
        {open && ref ? (
          <StatementForm
            key={open.control}
            statement={open}
            domain={ref}
            mayChange={mayChange}
            onClose={() => setEditing(undefined)}
            onNext={next && (() => setEditing(next.control))}
          />
        ) : null}
        {open && ref ? <PlanHistory domain={ref} subject="statement" id={open.control} /> : null}
      </Dialog>
    </Page>
  );
}
