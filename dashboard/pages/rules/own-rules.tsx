import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { OwnRule } from '../../../server/contract/own-rule.js';
import { getOwnRules, requireReview } from '../../api/own-rules.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { tenantSearch, useTenant } from './tenant-select.js';
import { useRights } from './use-rights.js';

/** Whether a file of own rules runs, in a word. */
export function OwnRuleMark({ rule }: { rule: OwnRule }) {
  const { t } = useMessages();
  const look = rule.in_force === null ? 'closed' : 'active';
  return (
    <span className="gw-condition">
      <span className={`gw-state gw-state--${look}`}>
        {rule.in_force === null ? t('rules.own.draft') : t('rules.own.in_force', { number: rule.in_force })}
      </span>
      {rule.waiting ? <span className="gw-tag gw-tag--warning">{t('rules.own.waiting')}</span> : null}
      {!rule.waiting && rule.in_force !== null && rule.in_force < rule.latest ? (
        <span className="gw-tag">{t('rules.own.newer', { number: rule.latest })}</span>
      ) : null}
    </span>
  );
}

function columns({ t }: Messages, tenant: string): Column<OwnRule>[] {
  return [
    {
      id: 'title',
      header: t('rules.column.title'),
      value: ({ title }) => title,
      rowHeader: true,
      cell: ({ id, title }) => (
        <Link className="gw-table__link" to={`/rules/own/${id}${tenantSearch(tenant)}`}>
          {title}
        </Link>
      ),
    },
    {
      id: 'state',
      header: t('rules.column.condition'),
      value: ({ in_force, waiting }) => `${waiting ? 0 : 1}${in_force === null ? 1 : 0}`,
      cell: (rule) => <OwnRuleMark rule={rule} />,
    },
    {
      id: 'by',
      header: t('rules.own.changed_by'),
      value: ({ updated_by }) => updated_by,
      cell: ({ updated_by }) => updated_by,
      minor: true,
    },
    {
      id: 'at',
      header: t('rules.own.changed_at'),
      value: ({ updated_at }) => updated_at,
      cell: ({ updated_at }) => <Time at={updated_at} />,
    },
  ];
}

/** Rules that were written in the dashboard, drafts and those that wait for a second person included. */
export function OwnRules() {
  const messages = useMessages();
  const { t } = messages;
  const tenant = useTenant();
  const rights = useRights();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['own-rules', tenant],
    queryFn: ({ signal }) => getOwnRules(tenant, signal),
  });
  const review = useMutation({
    mutationFn: (required: boolean) => requireReview(tenant, required),
    onSettled: () => queries.invalidateQueries({ queryKey: ['own-rules'] }),
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <div className="gw-stack">
      <p className="gw-lead gw-lead--tab">{t('rules.own.text')}</p>
      <div>
        <Switch
          label={t('rules.own.review')}
          isSelected={data.review.required}
          isDisabled={!rights.manage || review.isPending}
          onChange={(required) => review.mutate(required)}
        />
      </div>
      {review.error ? <ErrorNotice error={review.error} onRetry={review.reset} /> : null}
      {data.items.length > 0 ? (
        <DataTable
          caption={t('rules.tab.own')}
          columns={columns(messages, tenant)}
          rows={data.items}
          rowId={({ id }) => id}
          initialSort={{ id: 'title', desc: false }}
        />
      ) : (
        <Empty icon="rules" title={t('rules.own.none')}>
          <p>{t('rules.own.none_text')}</p>
        </Empty>
      )}
    </div>
  );
}
