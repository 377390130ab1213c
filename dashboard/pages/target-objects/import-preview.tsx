import { useState } from 'react';
import type { ImportAction, ImportReport, ImportRow } from '../../../server/contract/structure-import.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

const actions: readonly ImportAction[] = ['create', 'change', 'same', 'wrong'];
const shownChanges = 6;

function columns({ t }: Messages, report: ImportReport): Column<ImportRow>[] {
  const columnName = (column: number | null) => (column === null ? '' : (report.columns[column] ?? ''));
  return [
    { id: 'row', header: t('import.row'), align: 'end', value: ({ row }) => row, cell: ({ row }) => row },
    {
      id: 'key',
      header: t('targets.key'),
      rowHeader: true,
      value: ({ key }) => key,
      cell: ({ key }) => <span className="gw-mono">{key}</span>,
    },
    {
      id: 'action',
      header: t('import.effect'),
      value: ({ action }) => actions.indexOf(action),
      cell: ({ action }) => (
        <span className={`gw-import gw-import--${action}`}>{t(`import.action.${action}`)}</span>
      ),
    },
    {
      id: 'detail',
      header: t('import.detail'),
      cell: ({ row, action, changes }) => (
        <ul className="gw-import__detail">
          {report.problems
            .filter((problem) => problem.row === row)
            .map((problem) => (
              <li key={`${problem.column} ${problem.message}`}>
                <strong>{columnName(problem.column)}</strong> {problem.message}
              </li>
            ))}
          {action === 'change'
            ? changes.slice(0, shownChanges).map(({ field, from, to }) => (
                <li key={field}>
                  <span className="gw-muted">{t(`import.field.${field}`)}:</span> {from || '–'} → {to || '–'}
                </li>
              ))
            : null}
          {action === 'create' ? (
            <li className="gw-muted">{changes.find(({ field }) => field === 'name')?.to}</li>
          ) : null}
        </ul>
      ),
    },
  ];
}

/** What the import would do, row by row, and what is wrong with the file, by row and column. */
export function ImportPreview({ report }: { report: ImportReport }) {
  const messages = useMessages();
  const { t, number } = messages;
  const [shown, setShown] = useState<ImportAction[]>([]);
  const rows = report.rows.filter(({ action }) => shown.length === 0 || shown.includes(action));
  const whole = report.problems.filter(({ row }) => row === null);
  return (
    <div className="gw-panel">
      <h2 className="gw-panel__title">{t('import.preview')}</h2>
      {whole.map(({ message }) => (
        <p key={message} className="gw-figure--warning">
          {message}
        </p>
      ))}
      <div className="gw-toolbar">
        <Toggles
          label={t('import.effect')}
          selected={shown}
          options={actions.map((value) => ({
            value,
            label: `${t(`import.action.${value}`)} (${number(report.counts[value])})`,
          }))}
          onChange={setShown}
        />
        <span className="gw-muted">{t('import.relations', { count: number(report.counts.relations) })}</span>
      </div>
      <DataTable
        caption={t('import.preview')}
        columns={columns(messages, report)}
        rows={rows}
        rowId={({ row }) => String(row)}
        initialSort={{ id: 'row', desc: false }}
      />
    </div>
  );
}
