import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { getRules, type RuleOverview } from '../../api/rules.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { LevelMark, levelOrder } from '../../components/level.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { Tags } from '../../components/tags.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { ruleTitle } from '../alerts/rule-title.js';
import { RuleProblems } from './rule-problems.js';

const logsource = ({ logsource: { product, category, service } }: RuleOverview) =>
  [product, category, service].filter(Boolean).join(' / ');

function columns({ t, language }: Messages): Column<RuleOverview>[] {
  return [
    {
      id: 'level',
      header: t('rules.column.level'),
      value: (rule) => levelOrder.indexOf(rule.level),
      cell: (rule) => <LevelMark level={rule.level} />,
    },
    {
      id: 'title',
      header: t('rules.column.title'),
      rowHeader: true,
      value: (rule) => ruleTitle(rule, language),
      cell: (rule) => (
        <Link className="gw-table__link" to={`/rules/${encodeURIComponent(rule.id)}`}>
          {ruleTitle(rule, language)}
        </Link>
      ),
    },
    {
      id: 'type',
      header: t('rules.column.type'),
      value: (rule) => rule.type,
      cell: (rule) => t(`rule_type.${rule.type}`),
      minor: true,
    },
    {
      id: 'logsource',
      header: t('rules.column.logsource'),
      value: logsource,
      cell: (rule) => <span className="gw-mono">{logsource(rule) || '–'}</span>,
      minor: true,
    },
    {
      id: 'tags',
      header: t('rules.column.tags'),
      cell: (rule) => <Tags tags={rule.tags} limit={3} />,
      minor: true,
    },
  ];
}

/** Every rule that runs, and what is wrong with those that do not. */
export default function RuleListPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const [text, setText] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['rules'],
    queryFn: ({ signal }) => getRules(signal),
  });
  const wanted = text.trim().toLowerCase();
  const rows = data?.items.filter((rule) =>
    [rule.title, rule.title_de ?? '', rule.id, ...rule.tags].some((each) =>
      each.toLowerCase().includes(wanted),
    ),
  );
  return (
    <Page
      title={t('rules.title')}
      meta={rows ? <span className="gw-muted">{plural('rules.count', rows.length)}</span> : null}
    >
      <RuleProblems problems={data?.problems ?? []} />
      <TableSearch label={t('rules.search')} value={text} onChange={setText} />
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={12} /> : null}
      {rows && rows.length > 0 ? (
        <DataTable
          caption={t('rules.title')}
          columns={columns(messages)}
          rows={rows}
          rowId={(rule) => rule.id}
          initialSort={{ id: 'level', desc: false }}
        />
      ) : null}
      {rows?.length === 0 ? (
        <Empty icon="rules" title={t(wanted ? 'rules.empty_filtered' : 'rules.empty')}>
          <p>{t(wanted ? 'rules.empty_filtered_text' : 'rules.empty_text')}</p>
        </Empty>
      ) : null}
    </Page>
  );
}
