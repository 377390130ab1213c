import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Alert } from '../../../server/contract/alert.js';
import { type CaseDetail, removeCaseAlert } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Foreign } from '../../components/foreign.js';
import { LevelMark, levelOrder } from '../../components/level.js';
import { Empty, ErrorNotice } from '../../components/notice.js';
import { StateMark } from '../../components/state-mark.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { ruleTitle } from '../alerts/rule-title.js';
import { AddAlertsDialog } from './add-alerts-dialog.js';
import { useCaseRights } from './case-words.js';

function columns(
  { t, language, number }: Messages,
  onRemove: ((alert: Alert) => void) | undefined,
): Column<Alert>[] {
  const all: Column<Alert>[] = [
    {
      id: 'level',
      header: t('cases.severity'),
      value: ({ rule }) => -levelOrder.indexOf(rule.level),
      cell: ({ rule }) => <LevelMark level={rule.level} />,
    },
    {
      id: 'rule',
      header: t('cases.alert'),
      rowHeader: true,
      value: ({ rule }) => ruleTitle(rule, language),
      cell: ({ id, rule, entity }) => (
        <>
          <Link to={`/alerts/${id}`} className="gw-table__link">
            {ruleTitle(rule, language)}
          </Link>
          <span className="gw-muted gw-block">
            <Foreign text={entity.value} />
          </span>
        </>
      ),
    },
    {
      id: 'count',
      header: t('cases.count'),
      align: 'end',
      minor: true,
      value: ({ count }) => count,
      cell: ({ count }) => number(count),
    },
    {
      id: 'first',
      header: t('cases.first_seen'),
      minor: true,
      value: ({ first_seen }) => first_seen,
      cell: ({ first_seen }) => <Time at={first_seen} full />,
    },
    {
      id: 'state',
      header: t('cases.state_label'),
      value: ({ state }) => state,
      cell: ({ state, close_reason }) => <StateMark state={state} reason={close_reason} />,
    },
  ];
  if (onRemove === undefined) return all;
  return [
    ...all,
    {
      id: 'actions',
      header: t('table.actions'),
      cell: (alert) => (
        <Button
          small
          variant="tertiary"
          icon="remove"
          iconOnly
          label={t('cases.remove_alert', { title: ruleTitle(alert.rule, language) })}
          onPress={() => onRemove(alert)}
        />
      ),
    },
  ];
}

/** The alerts that belong to a case. */
export function AlertPanel({ detail }: { detail: CaseDetail }) {
  const messages = useMessages();
  const { t, plural } = messages;
  const rights = useCaseRights();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Alert>();
  const remove = useMutation({
    mutationFn: (alert: Alert) => removeCaseAlert(detail.case.id, alert.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['cases'] }),
  });
  const may = rights.work && detail.case.state !== 'closed';
  return (
    <div className="gw-stack">
      {may ? (
        <div className="gw-triage">
          <Button small icon="add" label={t('cases.add_alerts')} onPress={() => setAdding(true)} />
        </div>
      ) : null}
      {remove.error ? <ErrorNotice error={remove.error} /> : null}
      {detail.alerts.length === 0 ? (
        <Empty icon="alerts" title={t('cases.no_alerts')}>
          <p>{t('cases.no_alerts_text')}</p>
        </Empty>
      ) : (
        <>
          <p className="gw-muted">{plural('cases.kept_events', detail.kept_events)}</p>
          <DataTable
            caption={t('cases.alerts')}
            columns={columns(messages, may ? setRemoving : undefined)}
            rows={detail.alerts}
            rowId={({ id }) => id}
          />
        </>
      )}
      <AddAlertsDialog detail={detail} isOpen={adding} onClose={() => setAdding(false)} />
      <ConfirmDialog
        title={t('cases.remove_alert_title')}
        text={t('cases.remove_alert_text')}
        action={t('cases.remove')}
        isOpen={removing !== undefined}
        onConfirm={() => {
          if (removing) remove.mutate(removing);
          setRemoving(undefined);
        }}
        onCancel={() => setRemoving(undefined)}
      />
    </div>
  );
}
