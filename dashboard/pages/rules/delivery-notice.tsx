import { Link } from 'react-router';
import type { RuleDetail } from '../../../server/contract/rule-views.js';
import { Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { logsourceOf } from './rule-state.js';

/** Why a rule cannot fire: what it would need, and what comes near to it. */
export function DeliveryNotice({ rule }: { rule: Pick<RuleDetail, 'delivery' | 'logsource'> }) {
  const { t, plural } = useMessages();
  const { delivered, needs, near } = rule.delivery;
  if (delivered) return null;
  return (
    <Notice tone="warning" title={t('rules.undelivered.title', { logsource: logsourceOf(rule) })}>
      {needs.length > 0 ? (
        <>
          <p>{t('rules.undelivered.needs')}</p>
          <ul className="gw-undelivered">
            {needs.map((need) => (
              <li key={need} className="gw-mono">
                {need}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p>{t(near.length > 0 ? 'rules.undelivered.near' : 'rules.undelivered.nothing_near')}</p>
      {near.length > 0 ? (
        <ul className="gw-undelivered">
          {near.map(({ dataset, sources }) => (
            <li key={dataset}>
              <span className="gw-mono">{dataset}</span> ({plural('rules.undelivered.sources', sources)})
            </li>
          ))}
        </ul>
      ) : null}
      <Link className="kern-link gw-link" to="/sources">
        {t('rules.undelivered.to_sources')}
      </Link>
    </Notice>
  );
}
