import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Alert, AlertChange } from '../../../server/contract/alert.js';
import { ApiError } from '../../api/http.js';
import { Button } from '../../components/button.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { CloseDialog } from '../alerts/close-dialog.js';
import { useTriage } from '../alerts/use-triage.js';

/** Acknowledge, close with a reason, reopen. */
export function TriagePanel({ alert }: { alert: Alert }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [closing, setClosing] = useState(false);
  const triage = useTriage(() => void queries.invalidateQueries({ queryKey: ['alerts'] }));
  const change = (to: Omit<AlertChange, 'revision'>) => triage.mutate({ alert, change: to });
  const conflict = triage.error instanceof ApiError && triage.error.status === 409;

  return (
    <section className="gw-panel" aria-labelledby="triage">
      <h2 id="triage" className="gw-panel__title">
        {t('alert.triage')}
      </h2>
      {conflict ? (
        <Notice tone="warning" title={t('error.CONFLICT')}>
          <p>{t('alert.conflict_text')}</p>
        </Notice>
      ) : null}
      {triage.isError && !conflict ? <ErrorNotice error={triage.error} /> : null}
      <div className="gw-triage">
        {alert.state === 'new' ? (
          <Button
            variant="primary"
            icon="check"
            label={t('alerts.acknowledge')}
            isPending={triage.isPending}
            onPress={() => change({ state: 'acknowledged' })}
          />
        ) : null}
        {alert.state === 'closed' ? (
          <Button
            icon="refresh"
            label={t('alert.reopen')}
            isPending={triage.isPending}
            onPress={() => change({ state: 'new' })}
          />
        ) : (
          <Button icon="close" label={t('alert.close_with_reason')} onPress={() => setClosing(true)} />
        )}
      </div>
      <CloseDialog
        alert={closing ? alert : undefined}
        isPending={triage.isPending}
        onCancel={() => setClosing(false)}
        onSubmit={(reason, comment) => {
          change({ state: 'closed', reason, ...(comment ? { comment } : {}) });
          setClosing(false);
        }}
      />
    </section>
  );
}
