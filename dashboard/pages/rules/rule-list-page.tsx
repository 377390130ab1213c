import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import type { RuleList } from '../../../server/contract/rule-views.js';
import { getRules } from '../../api/rules.js';
import { Button } from '../../components/button.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from '../alerts/rule-title.js';
import { OwnRules } from './own-rules.js';
import { RuleConditions } from './rule-conditions.js';
import { matchesFilter, ruleOrder } from './rule-filter.js';
import { RuleFilters } from './rule-filters.js';
import { RuleProblems } from './rule-problems.js';
import { RuleSets } from './rule-sets.js';
import { RuleTable } from './rule-table.js';
import { TenantSelect, tenantSearch, useTenant } from './tenant-select.js';
import { useRights } from './use-rights.js';
import { type RuleView, useRuleView } from './use-rule-filter.js';

interface RulesProps {
  list: RuleList;
  view: RuleView;
  onChange(change: Record<string, string>): void;
}

/** Of the address: all that narrows the list. */
const cleared = { q: '', set: '', status: '', logsource: '', technique: '', level: '', condition: '' };

function Rules({ list, view: { filter, sort }, onChange }: RulesProps) {
  const { t, plural, language } = useMessages();
  const rules = useMemo(() => {
    const order = ruleOrder(sort.column, sort.descending, (rule) => ruleTitle(rule, language));
    return list.items.filter((rule) => matchesFilter(rule, filter)).sort(order);
  }, [list, filter, sort, language]);
  const none = list.items.length === 0;
  return (
    <>
      <RuleConditions rules={list.items} filter={filter} onChange={onChange} />
      <RuleFilters list={list} filter={filter} onChange={onChange} />
      <p className="gw-muted gw-rule-count" role="status">
        {plural('rules.count', rules.length)}
      </p>
      {rules.length > 0 ? (
        <RuleTable
          rules={rules}
          sort={sort}
          onSort={({ column, descending }) => onChange({ sort: `${column}-${descending ? 'desc' : 'asc'}` })}
        />
      ) : (
        <Empty icon="rules" title={t(none ? 'rules.empty' : 'rules.empty_filtered')}>
          <p>{t(none ? 'rules.empty_text' : 'rules.empty_filtered_text')}</p>
          {none ? null : <Button small label={t('action.reset_filter')} onPress={() => onChange(cleared)} />}
        </Empty>
      )}
    </>
  );
}

/** Every rule with its state, the faults of those that do not run, and the sets they come from. */
export default function RuleListPage() {
  const { t, number } = useMessages();
  const tenant = useTenant();
  const rights = useRights();
  const navigate = useNavigate();
  const [view, change] = useRuleView();
  const { data, error, refetch } = useQuery({
    queryKey: ['rules', tenant],
    queryFn: ({ signal }) => getRules(tenant, signal),
  });
  const errors = data?.problems.filter(({ severity }) => severity === 'error').length ?? 0;
  return (
    <Page
      title={t('rules.title')}
      term="sigma-regel"
      meta={<TenantSelect />}
      actions={
        <>
          <Button
            small
            icon="bausteine"
            label={t('rules.coverage')}
            onPress={() => void navigate(`/rules/coverage${tenantSearch(tenant)}`)}
          />
          {rights.test ? (
            <Button
              small
              icon="edit"
              label={t('rules.new')}
              onPress={() => void navigate(`/rules/new${tenantSearch(tenant)}`)}
            />
          ) : null}
        </>
      }
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={12} /> : null}
      {data ? (
        <Tabs
          label={t('rules.title')}
          selected={view.tab}
          onSelect={(tab) => change({ tab: tab === 'rules' ? '' : tab })}
          tabs={[
            {
              id: 'rules',
              label: t('rules.title'),
              count: number(data.items.length),
              content: <Rules list={data} view={view} onChange={change} />,
            },
            { id: 'own', label: t('rules.tab.own'), content: <OwnRules /> },
            {
              id: 'problems',
              label: t('rules.tab.problems'),
              count: errors > 0 ? number(errors) : undefined,
              content: <RuleProblems problems={data.problems} />,
            },
            {
              id: 'sets',
              label: t('rules.tab.sets'),
              count: number(data.sets.length),
              content: <RuleSets sets={data.sets} />,
            },
          ]}
        />
      ) : null}
    </Page>
  );
}
