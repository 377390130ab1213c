import { useState } from 'react';
import type {
  ImportAction,
  ImportField,
  ImportProblem,
  ImportReport,
  ImportRow,
} from '../../../server/contract/structure-import.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Notice } from '../../components/notice.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { faultText, ImportCell } from './import-cell.js';
import { importFields } from './import-fields.js';

const actions: readonly ImportAction[] = ['create', 'change', 'same', 'wrong'];

/** Faults by row and field; the ones of a row as a whole, or of a field without a column, have the field `row`. */
function byPlace({ problems, mapping }: ImportReport): ReadonlyMap<string, ImportProblem[]> {
  const places = new Map<string, ImportProblem[]>();
  for (const problem of problems) {
    const { row, field } = problem;
    const place = `${row} ${field !== null && mapping[field] !== undefined ? field : 'row'}`;
    places.set(place, [...(places.get(place) ?? []), problem]);
  }
  return places;
}

function columns(messages: Messages, report: ImportReport): Column<ImportRow>[] {
  const { t } = messages;
  const places = byPlace(report);
  const at = (row: ImportRow, field: ImportField | 'row') => places.get(`${row.row} ${field}`) ?? [];
  const mapped = importFields.filter((field) => report.mapping[field] !== undefined);
  return [
    { id: 'row', header: t('import.row'), align: 'end', value: ({ row }) => row, cell: ({ row }) => row },
    {
      id: 'action',
      header: t('import.effect'),
      value: ({ action }) => actions.indexOf(action),
      cell: (row) => (
        <>
          <span className={`gw-import gw-import--${row.action}`}>{t(`import.action.${row.action}`)}</span>
          {at(row, 'row').map((problem) => (
            <span key={problem.message} className="gw-block gw-import-cell__fault">
              {problem.field ? `${t(`import.field.${problem.field}`)}: ` : ''}
              {faultText(messages, problem)}
            </span>
          ))}
        </>
      ),
    },
    ...mapped.map(
      (field): Column<ImportRow> => ({
        id: field,
        header: t(`import.field.${field}`),
        rowHeader: field === 'key',
        value: ({ cells }) => cells[report.mapping[field] ?? -1] ?? '',
        cell: (row) => (
          <ImportCell row={row} field={field} mapping={report.mapping} problems={at(row, field)} />
        ),
      }),
    ),
  ];
}

/** What the import would do: the file's cells with what they replace, and what is wrong at the very cell. */
export function ImportPreview({ report }: { report: ImportReport }) {
  const messages = useMessages();
  const { t, plural, number } = messages;
  const [shown, setShown] = useState<ImportAction[]>([]);
  const rows = report.rows.filter(({ action }) => shown.length === 0 || shown.includes(action));
  const whole = report.problems.filter(({ row }) => row === null);
  return (
    <section className="gw-panel" aria-labelledby="import-preview">
      <h2 id="import-preview" className="gw-panel__title">
        {t('import.preview')}
      </h2>
      {whole.map((problem) => (
        <Notice key={problem.message} tone="danger" title={faultText(messages, problem)} />
      ))}
      <div className="gw-toolbar">
        <Toggles
          label={t('import.effect')}
          selected={shown}
          options={actions.map((value) => ({
            value,
            label: `${t(`import.action.${value}`)} ${number(report.counts[value])}`,
          }))}
          onChange={setShown}
        />
        {report.counts.relations > 0 ? (
          <span className="gw-muted">{plural('import.relations', report.counts.relations)}</span>
        ) : null}
      </div>
      <DataTable
        caption={t('import.preview')}
        columns={columns(messages, report)}
        rows={rows}
        rowId={({ row }) => String(row)}
        initialSort={{ id: 'row', desc: false }}
      />
    </section>
  );
}
