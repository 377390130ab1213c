import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImplementationState, Statement } from '../../../server/contract/iso.js';
import { getStatements } from '../../api/iso.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { titleIn } from '../catalogs/titles.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { ImplementationMark } from './implementation-mark.js';
import { implementationStates } from './iso-words.js';
import { StatementForm } from './statement-form.js';

type Filter = ImplementationState | 'excluded';
const filters: readonly Filter[] = [...implementationStates, 'excluded'];
const filterOf = ({ applicable, state }: Statement): Filter => (applicable ? state : 'excluded');

function columns({ t, language }: Messages, open: (statement: Statement) => void): Column<Statement>[] {
  return [
    {
      id: 'control',
      header: t('soa.control'),
      value: ({ control }) => control,
      cell: ({ control }) => <span className="gw-mono">{control}</span>,
    },
    {
      id: 'title',
      header: t('requirements.column.title'),
      rowHeader: true,
      value: (statement) => titleIn(language, statement),
      cell: (statement) => (
        <>
          {titleIn(language, statement)}
          {statement.justification ? (
            <span className="gw-muted gw-block">{statement.justification}</span>
          ) : null}
        </>
      ),
    },
    {
      id: 'applicable',
      header: t('soa.applicability'),
      value: ({ applicable }) => (applicable ? 0 : 1),
      cell: ({ applicable, grounds }) => (
        <>
          {t(applicable ? 'soa.yes_applicable' : 'soa.not_applicable')}
          {applicable && grounds.length > 0 ? (
            <span className="gw-muted gw-block">
              {grounds.map((ground) => t(`soa.ground.${ground}`)).join(', ')}
            </span>
          ) : null}
        </>
      ),
    },
    {
      id: 'state',
      header: t('soa.state'),
      value: (statement) => filters.indexOf(filterOf(statement)),
      cell: ({ applicable, state, derived, override }) =>
        applicable ? (
          <>
            <ImplementationMark state={state} />
            {override ? (
              <span className="gw-muted gw-block">
                {t('soa.overridden', { state: t(`soa.state.${derived?.state ?? 'open'}`) })}
              </span>
            ) : derived && derived.assessed > 0 ? (
              <span className="gw-muted gw-block">
                {t('soa.derived_from', { assessed: derived.assessed, mapped: derived.mapped })}
              </span>
            ) : null}
          </>
        ) : (
          '–'
        ),
    },
    {
      id: 'responsible',
      header: t('plan.responsible'),
      value: ({ responsible }) => responsible,
      cell: ({ responsible }) => responsible,
      minor: true,
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (statement) => (
        <Button
          small
          variant="tertiary"
          iconOnly
          icon="edit"
          label={t('soa.edit_this', { control: statement.control })}
          onPress={() => open(statement)}
        />
      ),
    },
  ];
}

/** The Statement of Applicability over Annex A of ISO/IEC 27001 (Erklärung zur Anwendbarkeit). */
export default function SoaPage() {
  const messages = useMessages();
  const { t, language, number } = messages;
  const mayChange = useMayChange();
  const choice = useDomain();
  const { ref } = choice;
  const [text, setText] = useState('');
  const [shown, setShown] = useState<Filter[]>([]);
  const [editing, setEditing] = useState<Statement>();
  const { data, error, refetch } = useQuery({
    queryKey: ['iso', 'soa', ref?.domain],
    queryFn: ({ signal }) => getStatements(ref!, signal),
    enabled: ref !== undefined,
  });
  const failure = choice.error ?? error;
  const wanted = text.trim().toLowerCase();
  const rows = data?.items.filter(
    (statement) =>
      (shown.length === 0 || shown.includes(filterOf(statement))) &&
      `${statement.control} ${titleIn(language, statement)}`.toLowerCase().includes(wanted),
  );
  const count = (filter: Filter): number =>
    data?.items.filter((statement) => filterOf(statement) === filter).length ?? 0;
  return (
    <Page title={t('soa.title')} actions={<DomainSelect choice={choice} />}>
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
        <div className="gw-toolbar">
          <TableSearch label={t('soa.search')} value={text} onChange={setText} />
          <Toggles
            label={t('soa.state')}
            options={filters.map((value) => ({
              value,
              label: `${t(`soa.state.${value}`)} ${number(count(value))}`,
            }))}
            selected={shown}
            onChange={setShown}
          />
        </div>
      ) : null}
      {rows && rows.length > 0 ? (
        <DataTable
          caption={t('soa.title')}
          columns={columns(messages, setEditing)}
          rows={rows}
          rowId={({ control }) => control}
        />
      ) : null}
      {rows?.length === 0 ? (
        <Empty icon="soa" title={t(data?.items.length === 0 ? 'soa.not_installed' : 'soa.empty')} />
      ) : null}
      <Dialog
        wide
        title={editing ? `${editing.control} ${titleIn(language, editing)}` : ''}
        isOpen={editing !== undefined}
        onClose={() => setEditing(undefined)}
      >
        {editing && ref ? (
          <StatementForm
            statement={editing}
            domain={ref}
            mayChange={mayChange}
            onClose={() => setEditing(undefined)}
          />
        ) : null}
      </Dialog>
    </Page>
  );
}
