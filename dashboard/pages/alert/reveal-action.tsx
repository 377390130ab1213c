import type { Alert } from '../../../server/contract/alert.js';
import type { EventDocument } from '../../../server/contract/event.js';
import { hasSealedRecord } from '../../components/pseudonym.js';
import { RevealButton } from '../../components/reveal-button.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';

const pseudonym = /\b(?:user|sid|ws|mail)-[0-9a-hjkmnp-tv-z]{13}\b/;

/** Asks for the alert to be revealed; not there for an alert without pseudonyms. */
export function RevealAction({ alert, events }: { alert: Alert; events: readonly EventDocument[] }) {
  const { t } = useMessages();
  const roles = useRoles();
  const sealed = events.some(hasSealedRecord);
  if (!roles.has('analyst') || (!sealed && !pseudonym.test(JSON.stringify([alert.entity, events]))))
    return null;
  return (
    <section className="gw-panel" aria-labelledby="reveal">
      <h2 id="reveal" className="gw-panel__title">
        {t('reveals.pseudonyms')}
      </h2>
      <p className="gw-sealed__text">{t('reveals.pseudonyms_text')}</p>
      <RevealButton tenant={alert.tenant} object={{ kind: 'alert', value: alert.id }} />
    </section>
  );
}
