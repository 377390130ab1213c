import type { Indicator, StoredIndicator } from '../../../server/contract/indicator.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { TlpMark } from './list-state.js';

type Value = Indicator & Partial<Pick<StoredIndicator, 'hits'>>;

/** The end is exclusive: midnight belongs to the day before. */
const lastDayOf = (until: string): string => new Date(Date.parse(until) - 1).toISOString();

function validity({ valid_from, valid_until }: Indicator, { t, date }: Messages): string {
  const parts = [
    valid_from === null ? undefined : t('storage.hold_from', { at: date(valid_from) }),
    valid_until === null ? undefined : t('storage.hold_to', { at: date(lastDayOf(valid_until)) }),
  ];
  return parts.filter((part) => part !== undefined).join(' ') || '–';
}

function columns(messages: Messages): Column<Value>[] {
  const { t, number } = messages;
  return [
    {
      id: 'value',
      header: t('indicators.value'),
      rowHeader: true,
      cell: ({ value }) => <span className="gw-mono gw-indicator">{value}</span>,
    },
    {
      id: 'hits',
      header: t('indicators.hits'),
      align: 'end',
      cell: ({ hits = 0 }) => (
        <span className={hits > 0 ? 'gw-figure--warning' : undefined}>{number(hits)}</span>
      ),
    },
    { id: 'kind', header: t('indicators.kind'), cell: ({ kind }) => t(`indicators.kind.${kind}`) },
    {
      id: 'description',
      header: t('indicators.description'),
      cell: ({ description }) => description || '–',
      minor: true,
    },
    {
      id: 'valid',
      header: t('indicators.validity'),
      cell: (value) => <span className="gw-nowrap">{validity(value, messages)}</span>,
      minor: true,
    },
    {
      id: 'tlp',
      header: t('indicators.tlp'),
      cell: ({ tlp }) => (tlp === null ? '–' : <TlpMark tlp={tlp} />),
      minor: true,
    },
  ];
}

/** Indicators in the order given. */
export function ValueTable({ caption, values }: { caption: string; values: readonly Value[] }) {
  const all = columns(useMessages());
  const shown = values.some(({ hits }) => hits !== undefined) ? all : all.filter(({ id }) => id !== 'hits');
  return (
    <DataTable
      caption={caption}
      columns={shown}
      rows={values}
      rowId={({ kind, value }) => `${kind} ${value}`}
    />
  );
}
