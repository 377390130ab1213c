import { Link } from 'react-router';
import type { Alert } from '../../../server/contract/alert.js';
import { Foreign } from '../../components/foreign.js';
import { Icon } from '../../components/icon.js';
import { isPseudonym } from '../../components/pseudonym.js';
import { RevealButton } from '../../components/reveal-button.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useTenantChoice } from '../../state/tenant.js';
import { entitiesOf, pivotFrom } from './pivot.js';

/** What the alert is about; an account that is a pseudonym is shown as one. */
function Entity({ alert }: { alert: Alert }) {
  const { t } = useMessages();
  return (
    <dd>
      {entitiesOf(alert).map(({ type, value }) => (
        <span key={type} className="gw-verdict__entity" title={type}>
          <Foreign text={value} />
          {isPseudonym(value) ? (
            <>
              <span className="gw-tag">{t('entity.pseudonym')}</span>
              <RevealButton iconOnly tenant={alert.tenant} object={{ kind: 'pseudonym', value }} />
            </>
          ) : null}
        </span>
      ))}
      <Link className="gw-verdict__more" to={pivotFrom(alert)}>
        <Icon name="search" />
        {t('alert.pivot')}
      </Link>
    </dd>
  );
}

/** The alert in one line. */
export function VerdictFacts({ alert }: { alert: Alert }) {
  const { t, number } = useMessages();
  const several = useTenantChoice().tenants.length > 1;
  return (
    <dl className="gw-verdict__facts">
      <div className="gw-verdict__fact gw-verdict__fact--wide">
        <dt>{t('alert.about')}</dt>
        <Entity alert={alert} />
      </div>
      <div className="gw-verdict__fact">
        <dt>{t('alerts.column.count')}</dt>
        <dd className="gw-verdict__number">{number(alert.count)}</dd>
      </div>
      <div className="gw-verdict__fact">
        <dt>{t('alerts.column.first')}</dt>
        <dd>
          <Time at={alert.first_seen} full />
        </dd>
      </div>
      <div className="gw-verdict__fact">
        <dt>{t('alerts.column.last')}</dt>
        <dd>
          <Time at={alert.last_seen} full />
        </dd>
      </div>
      <div className="gw-verdict__fact">
        <dt>{t('alert.assignee')}</dt>
        <dd>{alert.assignee ?? <span className="gw-muted">{t('alert.nobody')}</span>}</dd>
      </div>
      {several ? (
        <div className="gw-verdict__fact">
          <dt>{t('alert.tenant')}</dt>
          <dd>{alert.tenant}</dd>
        </div>
      ) : null}
    </dl>
  );
}
