import { useMutation, useQuery } from '@tanstack/react-query';
import { getLog, signHead } from '../../api/evidence.js';
import { Button } from '../../components/button.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Term } from '../../components/term.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useEvidenceChanged } from './use-evidence-changed.js';

/** How far the tamper-evident log has come, and whose key signs it. */
export function LogPanel({ tenant, maySign }: { tenant: string; maySign: boolean }) {
  const { t, number } = useMessages();
  const changed = useEvidenceChanged();
  const { data, error, refetch } = useQuery({
    queryKey: ['evidence', 'log', tenant],
    queryFn: ({ signal }) => getLog(tenant, signal),
  });
  const sign = useMutation({ mutationFn: () => signHead(tenant), onSuccess: changed });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const { head, leaves, waiting, key, stamps } = data;
  return (
    <section className="gw-panel" aria-labelledby="evidence-log">
      <div className="gw-panel__head">
        <h2 id="evidence-log" className="gw-panel__title">
          <Term id="protokoll">{t('evidence.log')}</Term>
        </h2>
        {maySign && waiting > 0 ? (
          <Button
            small
            icon="key"
            label={t('evidence.log_sign')}
            isPending={sign.isPending}
            onPress={() => sign.mutate()}
          />
        ) : null}
      </div>
      {sign.error ? <ErrorNotice error={sign.error} /> : null}
      {head?.stamp_error ? (
        <Notice tone="warning" title={t('evidence.log_stamp_error', { reason: head.stamp_error })} />
      ) : null}
      <dl className="gw-facts gw-facts--wide">
        <div className="gw-facts__row">
          <dt>{t('evidence.log_leaves')}</dt>
          <dd>
            {number(leaves)}
            {waiting > 0 ? (
              <span className="gw-muted">
                {' '}
                ({t('evidence.log_waiting')}: {number(waiting)})
              </span>
            ) : null}
          </dd>
        </div>
        <div className="gw-facts__row">
          <dt>{t('evidence.log_head')}</dt>
          <dd>
            {head ? (
              <>
                {number(head.size)} · <Time at={head.at} full />
              </>
            ) : (
              t('evidence.log_head_none')
            )}
          </dd>
        </div>
        {stamps ? (
          <div className="gw-facts__row">
            <dt>
              <Term id="zeitstempel">{t('evidence.log_stamp')}</Term>
            </dt>
            <dd>{head?.stamp ? <Time at={head.stamp.at} full /> : t('evidence.log_stamp_none')}</dd>
          </div>
        ) : null}
        <div className="gw-facts__row">
          <dt>{t('evidence.log_key')}</dt>
          <dd className="gw-mono gw-break">{key.fingerprint}</dd>
        </div>
      </dl>
    </section>
  );
}
