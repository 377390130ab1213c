import { Link } from 'react-router';
import type { IndicatorList } from '../../../server/contract/indicator.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { LevelMark, levelOrder } from '../../components/level.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { tenantSearch } from '../rules/tenant-select.js';
import { HuntProgress } from './hunt-progress.js';
import { ListState, TlpMark } from './list-state.js';

function columns({ t, number }: Messages, tenant: string): Column<IndicatorList>[] {
  return [
    {
      id: 'name',
      header: t('indicators.list'),
      rowHeader: true,
      value: ({ name }) => name,
      cell: ({ id, name, source }) => (
        <>
          <Link className="gw-table__link" to={`/indicators/${id}${tenantSearch(tenant)}`}>
            {name}
          </Link>
          {source ? <span className="gw-muted gw-block">{source}</span> : null}
        </>
      ),
    },
    {
      id: 'state',
      header: t('indicators.live'),
      value: ({ live }) => Number(live),
      cell: (list) => <ListState list={list} />,
    },
    {
      id: 'indicators',
      header: t('indicators.count'),
      align: 'end',
      value: ({ indicators }) => indicators,
      cell: ({ indicators }) => number(indicators),
    },
    {
      id: 'hits',
      header: t('indicators.hits'),
      align: 'end',
      value: ({ hits }) => hits,
      cell: ({ hits }) => <span className={hits > 0 ? 'gw-figure--warning' : undefined}>{number(hits)}</span>,
    },
    {
      id: 'last',
      header: t('indicators.last_hit'),
      value: ({ last_hit }) => last_hit ?? '',
      cell: ({ last_hit }) => (last_hit ? <Time at={last_hit} /> : '–'),
      minor: true,
    },
    {
      id: 'level',
      header: t('indicators.level'),
      value: ({ level }) => levelOrder.indexOf(level),
      cell: ({ level }) => <LevelMark level={level} />,
      minor: true,
    },
    {
      id: 'tlp',
      header: t('indicators.tlp'),
      term: 'tlp',
      value: ({ tlp }) => tlp,
      cell: ({ tlp }) => <TlpMark tlp={tlp} />,
      minor: true,
    },
    {
      id: 'hunt',
      header: t('indicators.hunt.latest'),
      term: 'jagd',
      value: ({ hunt }) => hunt?.started_at ?? '',
      cell: ({ hunt }) =>
        hunt === null ? (
          <span className="gw-muted">{t('indicators.hunt.never')}</span>
        ) : hunt.ended_at === null ? (
          <HuntProgress hunt={hunt} />
        ) : (
          <>
            {t(`indicators.hunt.state.${hunt.state}`)} <Time at={hunt.ended_at} />
          </>
        ),
      minor: true,
    },
  ];
}

/** The lists of a tenant. */
export function ListTable({ lists, tenant }: { lists: readonly IndicatorList[]; tenant: string }) {
  const messages = useMessages();
  return (
    <DataTable
      caption={messages.t('indicators.title')}
      columns={columns(messages, tenant)}
      rows={lists}
      rowId={({ id }) => id}
      initialSort={{ id: 'name', desc: false }}
    />
  );
}
