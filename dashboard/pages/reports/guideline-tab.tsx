import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Guideline } from '../../../server/contract/report.js';
import { getGuidelines } from '../../api/reports.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useMayChange } from '../structure/use-may-change.js';
import { GuidelineForm } from './guideline-form.js';

function columns({ t, date }: Messages): Column<Guideline>[] {
  const dayOf = (day: string | null): string => (day === null ? '–' : date(day));
  return [
    {
      id: 'title',
      header: t('guideline.name'),
      rowHeader: true,
      value: ({ title }) => title,
      cell: ({ title }) => title,
    },
    {
      id: 'kind',
      header: t('guideline.kind'),
      value: ({ kind }) => t(`guideline.kinds.${kind}.name`),
      cell: ({ kind }) => t(`guideline.kinds.${kind}.name`),
      minor: true,
    },
    {
      id: 'state',
      header: t('guideline.state'),
      value: ({ state }) => state,
      cell: ({ state }) => t(`guideline.states.${state}`),
    },
    {
      id: 'edition',
      header: t('guideline.edition'),
      value: ({ edition }) => edition,
      cell: ({ edition, dated }) =>
        [edition || '–', dated === null ? '' : date(dated)].filter(Boolean).join(', '),
    },
    {
      id: 'approved',
      header: t('guideline.approved_by'),
      value: ({ approved_by }) => approved_by,
      cell: ({ approved_by, approved_on }) =>
        [approved_by || '–', approved_on === null ? '' : date(approved_on)].filter(Boolean).join(', '),
      minor: true,
    },
    {
      id: 'review',
      header: t('guideline.review_due'),
      value: ({ review_due }) => review_due ?? '9999',
      cell: ({ review_due }) => dayOf(review_due),
      minor: true,
    },
  ];
}

/** The guideline documents of A.0. */
export function GuidelineTab({ domain }: { domain: DomainRef }) {
  const messages = useMessages();
  const { t } = messages;
  const mayChange = useMayChange();
  const [editing, setEditing] = useState<Guideline | 'new'>();
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'guidelines', domain.domain],
    queryFn: ({ signal }) => getGuidelines(domain, signal),
  });
  const edit: Column<Guideline> = {
    id: 'edit',
    header: '',
    cell: (guideline) => (
      <Button
        small
        iconOnly
        variant="tertiary"
        icon="edit"
        label={t('guideline.edit_this', { title: guideline.title })}
        onPress={() => setEditing(guideline)}
      />
    ),
  };
  return (
    <div className="gw-stack">
      <p className="gw-lead">{t('guideline.lead')}</p>
      {mayChange ? (
        <div className="gw-toolbar gw-toolbar--end">
          <Button
            small
            variant="primary"
            icon="add"
            label={t('guideline.add')}
            onPress={() => setEditing('new')}
          />
        </div>
      ) : null}
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={3} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('report.tab_guidelines')}
          columns={mayChange ? [...columns(messages), edit] : columns(messages)}
          rows={data.items}
          rowId={({ id }) => id}
        />
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="reports" title={t('guideline.empty')}>
          <p>{t('guideline.empty_text')}</p>
        </Empty>
      ) : null}
      <Dialog
        wide
        title={t(editing === 'new' ? 'guideline.add' : 'guideline.edit')}
        isOpen={editing !== undefined}
        onClose={() => setEditing(undefined)}
      >
        {editing === undefined ? null : (
          <GuidelineForm
            guideline={editing === 'new' ? undefined : editing}
            domain={domain}
            onClose={() => setEditing(undefined)}
          />
        )}
      </Dialog>
    </div>
  );
}
