import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { RuleOverview } from '../../../server/contract/rule-views.js';
import { Icon } from '../../components/icon.js';
import { LevelMark } from '../../components/level.js';
import { Tags } from '../../components/tags.js';
import { TermMark } from '../../components/term.js';
import { Time } from '../../components/time.js';
import type { TermId } from '../../glossary/glossary.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from '../alerts/rule-title.js';
import { ConditionMark } from './condition-mark.js';
import { type SortColumn, sortColumns } from './rule-filter.js';
import { levelOf, logsourceOf } from './rule-state.js';
import { tenantSearch, useTenant } from './tenant-select.js';
import type { RuleSort } from './use-rule-filter.js';

const columns = ['level', 'title', 'logsource', 'tags', 'alerts', 'last_alert', 'condition'] as const;
const terms: Partial<Record<(typeof columns)[number], TermId>> = {
  level: 'regelstufe',
  tags: 'att-ck',
};
const estimatedRowPx = 48;

interface RuleTableProps {
  rules: readonly RuleOverview[];
  sort: RuleSort;
  onSort(sort: RuleSort): void;
}

const isSortable = (column: string): column is SortColumn =>
  (sortColumns as readonly string[]).includes(column);

function Head({ sort, onSort }: Omit<RuleTableProps, 'rules'>) {
  const { t } = useMessages();
  const direction = sort.descending ? 'desc' : 'asc';
  return (
    <tr aria-rowindex={1} className="gw-rule-row">
      {columns.map((column) => {
        const label = t(`rules.column.${column}`);
        const sorted = sort.column === column;
        const term = terms[column];
        return (
          <th
            key={column}
            scope="col"
            className={`gw-rule-row__${column}`}
            {...(sorted ? { 'aria-sort': sort.descending ? 'descending' : 'ascending' } : {})}
          >
            {isSortable(column) ? (
              <button
                type="button"
                className={`gw-sort gw-sort--${sorted ? direction : 'none'}`}
                title={t('table.sort')}
                onClick={() => onSort({ column, descending: sorted ? !sort.descending : isFigure(column) })}
              >
                {label}
                <Icon name="chevron" />
              </button>
            ) : (
              label
            )}
            {term ? <TermMark id={term} name={label} /> : null}
          </th>
        );
      })}
    </tr>
  );
}

/** Of figures people want to see the largest first. */
const isFigure = (column: SortColumn): boolean => column === 'alerts' || column === 'last_alert';

function Cells({ rule }: { rule: RuleOverview }) {
  const { t, number, language } = useMessages();
  const tenant = useTenant();
  const level = levelOf(rule);
  return (
    <>
      <td className="gw-rule-row__level">
        <LevelMark level={level} />
        {level === rule.level ? null : (
          <span
            className="gw-rule-row__changed"
            title={t('rules.level_own', { level: t(`level.${rule.level}`) })}
          >
            {t('rules.changed')}
          </span>
        )}
      </td>
      <th scope="row" className="gw-rule-row__title">
        <Link className="gw-table__link" to={`/rules/${encodeURIComponent(rule.id)}${tenantSearch(tenant)}`}>
          {ruleTitle(rule, language)}
        </Link>
        <span className="gw-rule-row__set">
          {rule.set ?? ''}
          {rule.type === 'correlation' ? ` · ${t('rule_type.correlation')}` : ''}
        </span>
      </th>
      <td className="gw-rule-row__logsource">{logsourceOf(rule) || '–'}</td>
      <td className="gw-rule-row__tags">
        <Tags tags={rule.tags.filter((tag) => /^attack\.t\d/i.test(tag))} limit={2} />
      </td>
      <td className="gw-rule-row__alerts">{rule.alerts === 0 ? '–' : number(rule.alerts)}</td>
      <td className="gw-rule-row__last_alert">{rule.last_alert ? <Time at={rule.last_alert} /> : '–'}</td>
      <td className="gw-rule-row__condition">
        <ConditionMark rule={rule} />
      </td>
    </>
  );
}

/** The rules; only those in view are in the document. */
export function RuleTable({ rules, sort, onSort }: RuleTableProps) {
  const { t } = useMessages();
  const table = useRef<HTMLTableElement>(null);
  const [{ top, head }, setOffsets] = useState({ top: 0, head: 0 });
  useLayoutEffect(() => {
    const headPx = table.current?.tHead?.offsetHeight ?? 0;
    const topPx = Math.round((table.current?.getBoundingClientRect().top ?? 0) + window.scrollY + headPx);
    if (topPx !== top || headPx !== head) setOffsets({ top: topPx, head: headPx });
  });
  const rows = useWindowVirtualizer({
    count: rules.length,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => rules[index]!.id,
    overscan: 12,
    scrollMargin: top,
  });
  return (
    <table
      ref={table}
      aria-label={t('rules.title')}
      aria-rowcount={rules.length + 1}
      className="gw-rule-table"
      style={{ height: head + rows.getTotalSize() }}
    >
      <thead className="gw-rule-table__head">
        <Head sort={sort} onSort={onSort} />
      </thead>
      <tbody>
        {rows.getVirtualItems().map((item) => (
          <tr
            key={item.key}
            ref={rows.measureElement}
            data-index={item.index}
            aria-rowindex={item.index + 2}
            className={`gw-rule-row gw-rule-row--item${rules[item.index]!.state.in_force ? '' : ' gw-rule-row--off'}`}
            style={{ transform: `translateY(${item.start - top + head}px)` }}
          >
            <Cells rule={rules[item.index]!} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
