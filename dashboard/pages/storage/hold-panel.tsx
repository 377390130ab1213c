import { useState } from 'react';
import type { LegalHold } from '../../../server/contract/retention.js';
import { Button } from '../../components/button.js';
import { Empty } from '../../components/notice.js';
import { Term } from '../../components/term.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { LiftDialog, SetHoldDialog } from './hold-dialogs.js';
import { useManage } from './use-manage.js';

/** @returns what a hold keeps, in words */
function scopeOf({ from, to, datasets, hosts }: LegalHold, { t, dateTime }: Messages): string {
  const time = [
    from === null ? undefined : t('storage.hold_from', { at: dateTime(from) }),
    to === null ? undefined : t('storage.hold_to', { at: dateTime(to) }),
  ].filter((part) => part !== undefined);
  const parts = [time.join(' ') || t('storage.hold_always'), datasets.join(', '), hosts.join(', ')];
  return parts.filter((part) => part !== '').join(' · ');
}

function Hold({ hold, onLift }: { hold: LegalHold; onLift: (() => void) | undefined }) {
  const messages = useMessages();
  const { t } = messages;
  const lifted = hold.lifted_at !== null;
  return (
    <li className="gw-panel">
      <div className="gw-panel__head">
        <h3 className="gw-panel__title">
          {hold.title}{' '}
          <span className={lifted ? 'gw-state gw-state--closed' : 'gw-state gw-state--active'}>
            {t(lifted ? 'storage.hold_lifted' : 'storage.hold_in_force')}
          </span>
        </h3>
        {onLift && !lifted ? (
          <Button
            small
            variant="tertiary"
            label={t('storage.lift')}
            aria-label={t('storage.lift_this', { title: hold.title })}
            onPress={onLift}
          />
        ) : null}
      </div>
      <p>{scopeOf(hold, messages)}</p>
      <ul className="gw-history">
        <li>
          <span className="gw-history__line">
            <strong>{t('storage.hold_set')}</strong>
            <span className="gw-muted">{hold.set_by}</span>
            <Time at={hold.set_at} full />
          </span>
          <p className="gw-history__comment">{hold.reason}</p>
        </li>
        {hold.lifted_at ? (
          <li>
            <span className="gw-history__line">
              <strong>{t('storage.hold_lifted')}</strong>
              <span className="gw-muted">{hold.lifted_by}</span>
              <Time at={hold.lifted_at} full />
            </span>
            <p className="gw-history__comment">{hold.lift_reason}</p>
          </li>
        ) : null}
      </ul>
    </li>
  );
}

/** Events that are kept whatever the rules say. */
export function HoldPanel({ tenant, holds }: { tenant: string; holds: readonly LegalHold[] }) {
  const { t } = useMessages();
  const manage = useManage();
  const [setting, setSetting] = useState(false);
  const [lifting, setLifting] = useState<LegalHold>();
  return (
    <section className="gw-stack" aria-labelledby="storage-holds">
      <div className="gw-panel__head">
        <h2 id="storage-holds" className="gw-panel__title">
          <Term id="loeschsperre">{t('storage.tab.holds')}</Term>
        </h2>
        {manage ? (
          <Button small icon="add" label={t('storage.set_hold')} onPress={() => setSetting(true)} />
        ) : null}
      </div>
      {holds.length === 0 ? (
        <Empty title={t('storage.no_hold')}>
          <p>{t('storage.no_hold_text')}</p>
        </Empty>
      ) : (
        <ul className="gw-stack">
          {holds.map((hold) => (
            <Hold key={hold.id} hold={hold} onLift={manage ? () => setLifting(hold) : undefined} />
          ))}
        </ul>
      )}
      <SetHoldDialog tenant={tenant} isOpen={setting} onClose={() => setSetting(false)} />
      <LiftDialog tenant={tenant} hold={lifting} onClose={() => setLifting(undefined)} />
    </section>
  );
}
