import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Statement } from '../../../server/contract/iso.js';
import { getStatements } from '../../api/iso.js';
import type { DomainRef } from '../../api/structure.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { TermMark } from '../../components/term.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { implementationStates } from '../iso/iso-words.js';

/** The themes of ISO/IEC 27001:2022, Annex A. */
const themes = ['5', '6', '7', '8'] as const;

interface ThemeRow {
  theme: (typeof themes)[number];
  statements: readonly Statement[];
}

/** The same state by the controls of ISO 27001, over the mapping and the Statement of Applicability. */
export function IsoPanel({ domain }: { domain: DomainRef }) {
  const messages = useMessages();
  const { t } = messages;
  const { data, error, refetch } = useQuery({
    queryKey: ['iso', 'statements', domain.domain],
    queryFn: ({ signal }) => getStatements(domain, signal),
  });
  const rows = themes.map(
    (theme): ThemeRow => ({
      theme,
      statements:
        data?.items.filter(({ control }) => control.replace(/^A\./, '').startsWith(`${theme}.`)) ?? [],
    }),
  );
  return (
    <section className="gw-panel" aria-labelledby="iso-state">
      <h2 id="iso-state" className="gw-panel__title">
        {t('overview.iso')} <TermMark id="soa" name={t('overview.iso')} />
      </h2>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={4} /> : null}
      {data ? (
        <DataTable
          caption={t('overview.iso')}
          columns={columns(messages)}
          rows={rows}
          rowId={({ theme }) => theme}
        />
      ) : null}
      <p className="gw-muted gw-table-note">
        {t('overview.iso_note')} <Link to="/soa">{t('overview.to_soa')}</Link>
      </p>
    </section>
  );
}

function columns({ t, number }: Messages): Column<ThemeRow>[] {
  const count = (rows: readonly Statement[], wanted: (statement: Statement) => boolean): number =>
    rows.filter(wanted).length;
  return [
    {
      id: 'theme',
      header: t('overview.theme'),
      rowHeader: true,
      value: ({ theme }) => theme,
      cell: ({ theme }) => t(`overview.theme.${theme}`),
    },
    ...implementationStates.map(
      (state): Column<ThemeRow> => ({
        id: state,
        header: t(`soa.state.${state}`),
        align: 'end',
        cell: ({ statements }) =>
          number(count(statements, (each) => each.applicable && each.state === state)),
      }),
    ),
    {
      id: 'excluded',
      header: t('soa.not_applicable'),
      align: 'end',
      cell: ({ statements }) => number(count(statements, ({ applicable }) => !applicable)),
      minor: true,
    },
  ];
}
