import { useState } from 'react';
import type { RetentionState } from '../../../server/contract/retention.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { type EditedRule, rulesOf } from './policy-draft.js';
import { RuleDialog } from './rule-dialog.js';
import { useManage } from './use-manage.js';

function columns(
  { t, plural }: Messages,
  edit: ((rule: EditedRule) => void) | undefined,
): Column<EditedRule>[] {
  const nameOf = ({ kind, dataset }: EditedRule): string =>
    kind === 'dataset' ? dataset : t(`storage.rule.${kind}`);
  const shown: Column<EditedRule>[] = [
    {
      id: 'rule',
      header: t('storage.rule'),
      rowHeader: true,
      cell: (rule) =>
        rule.kind === 'dataset' ? <span className="gw-mono">{rule.dataset}</span> : nameOf(rule),
    },
    {
      id: 'days',
      header: t('storage.stays'),
      align: 'end',
      cell: ({ days }) => <span className="gw-nowrap">{plural('storage.days', Number(days))}</span>,
    },
    { id: 'purpose', header: t('storage.purpose'), cell: ({ purpose }) => purpose || '–', minor: true },
  ];
  if (edit === undefined) return shown;
  return [
    ...shown,
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (rule) => (
        <Button
          small
          variant="tertiary"
          icon="edit"
          label={t('storage.change')}
          aria-label={t('storage.change_this', { name: nameOf(rule) })}
          onPress={() => edit(rule)}
        />
      ),
    },
  ];
}

/** How long events stay: the general rule, those of datasets, and that for alerts. */
export function PolicyPanel({ state }: { state: RetentionState }) {
  const messages = useMessages();
  const { t, dateTime } = messages;
  const [edited, setEdited] = useState<EditedRule>();
  const manage = useManage();
  return (
    <section className="gw-stack" aria-labelledby="storage-rules">
      <div className="gw-panel__head">
        <h2 id="storage-rules" className="gw-panel__title">
          {t('storage.rules')}
        </h2>
        {manage ? (
          <Button
            small
            icon="add"
            label={t('storage.add_rule')}
            onPress={() => setEdited({ kind: 'dataset', dataset: '', days: '', purpose: '', isNew: true })}
          />
        ) : null}
      </div>
      <p className="gw-lead gw-lead--tab">
        {state.updated_by === null
          ? t('storage.default')
          : t('storage.decided', { by: state.updated_by, at: dateTime(state.updated_at ?? '') })}
      </p>
      <DataTable
        caption={t('storage.rules')}
        columns={columns(messages, manage ? setEdited : undefined)}
        rows={rulesOf(state.policy)}
        rowId={({ kind, dataset }) => `${kind} ${dataset}`}
      />
      <RuleDialog state={state} rule={edited} onClose={() => setEdited(undefined)} />
    </section>
  );
}
