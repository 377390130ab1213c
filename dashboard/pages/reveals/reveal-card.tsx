import { useState } from 'react';
import { Link } from 'react-router';
import type { Reveal } from '../../../server/contract/pseudonym.js';
import { Button } from '../../components/button.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { ApproveDialog, RefuseDialog } from './decision-dialogs.js';
import { ViewDialog } from './view-dialog.js';

const tones: Record<Reveal['state'], string> = {
  requested: 'gw-state gw-state--new',
  approved: 'gw-state gw-state--active',
  refused: 'gw-state gw-state--closed',
  expired: 'gw-state gw-state--closed',
};

/** One reveal from the request to what became of it, with what the user may do now. */
export function RevealCard({ reveal }: { reveal: Reveal }) {
  const { t, plural } = useMessages();
  const roles = useRoles();
  const [dialog, setDialog] = useState<'approve' | 'refuse' | 'view'>();
  const close = () => setDialog(undefined);
  const decides = (roles.has('dpo') || roles.has('staff_council')) && !reveal.mine;
  const waits = reveal.state === 'requested' || (reveal.state === 'approved' && !reveal.ready);
  const isAlert = reveal.object.kind === 'alert';
  const name = isAlert ? (reveal.title ?? reveal.object.value) : reveal.object.value;
  return (
    <li className="gw-panel" data-testid="reveal">
      <div className="gw-panel__head">
        <h2 className="gw-panel__title">
          <span className={isAlert ? undefined : 'gw-mono'}>
            {isAlert ? t('reveals.of_alert', { title: name }) : name}
          </span>{' '}
          <span className={tones[reveal.state]}>{t(`reveals.state.${reveal.state}`)}</span>
        </h2>
        <div className="gw-row-actions">
          {decides && waits ? (
            <>
              <Button
                small
                variant="primary"
                label={t('reveals.approve')}
                aria-label={t('reveals.approve_this', { name })}
                onPress={() => setDialog('approve')}
              />
              {reveal.state === 'requested' ? (
                <Button
                  small
                  variant="tertiary"
                  label={t('reveals.refuse')}
                  aria-label={t('reveals.refuse_this', { name })}
                  onPress={() => setDialog('refuse')}
                />
              ) : null}
            </>
          ) : null}
          {reveal.mine && reveal.ready ? (
            <Button
              small
              variant="primary"
              label={t('reveals.view')}
              aria-label={t('reveals.view_this', { name })}
              onPress={() => setDialog('view')}
            />
          ) : null}
        </div>
      </div>
      {isAlert ? (
        <Link className="kern-link gw-link" to={`/alerts/${reveal.object.value}`}>
          {t('reveals.to_alert')}
        </Link>
      ) : null}
      <ul className="gw-history">
        <li>
          <span className="gw-history__line">
            <strong>{t('reveals.state.requested')}</strong>
            <span className="gw-muted">{reveal.requested_by}</span>
            <Time at={reveal.requested_at} full />
          </span>
          <p className="gw-history__comment">{reveal.reason}</p>
          <p className="gw-muted">
            {t(`reveals.basis.${reveal.legal_basis}`)}
            {reveal.legal_text === '' ? '' : `: ${reveal.legal_text}`}
          </p>
        </li>
        {reveal.decided_at ? (
          <li>
            <span className="gw-history__line">
              <strong>
                {t(reveal.state === 'refused' ? 'reveals.state.refused' : 'reveals.state.approved')}
              </strong>
              <span className="gw-muted">{reveal.decided_by}</span>
              <Time at={reveal.decided_at} full />
            </span>
            {reveal.decision_reason ? <p className="gw-history__comment">{reveal.decision_reason}</p> : null}
            {reveal.expires_at ? (
              <p className="gw-muted">
                {t('reveals.until')} <Time at={reveal.expires_at} full /> ·{' '}
                {plural('reveals.views', reveal.views)}
              </p>
            ) : null}
          </li>
        ) : null}
      </ul>
      {reveal.state === 'approved' && !reveal.ready ? <p>{t('reveals.again')}</p> : null}
      <ApproveDialog reveal={reveal} isOpen={dialog === 'approve'} onClose={close} />
      <RefuseDialog reveal={reveal} isOpen={dialog === 'refuse'} onClose={close} />
      <ViewDialog reveal={reveal} isOpen={dialog === 'view'} onClose={close} />
    </li>
  );
}
