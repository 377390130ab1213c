import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { IndicatorList } from '../../../server/contract/indicator.js';
import { Icon } from '../../components/icon.js';
import { LevelMark } from '../../components/level.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { kindsText } from './import-report.js';
import { ListState, TlpMark } from './list-state.js';

/** What is known of a list. */
export function ListFacts({ list }: { list: IndicatorList }) {
  const messages = useMessages();
  const { t, number } = messages;
  const facts: [string, ReactNode][] = [
    [t('indicators.live'), <ListState key="state" list={list} />],
    [t('indicators.expires'), list.expires_at ? <Time key="expires" at={list.expires_at} full /> : '–'],
    [t('indicators.level_of_alerts'), <LevelMark key="level" level={list.level} />],
    [t('indicators.tlp'), <TlpMark key="tlp" tlp={list.tlp} />],
    [t('indicators.source'), list.source || '–'],
    [t('indicators.count'), `${number(list.indicators)} (${kindsText(list.kinds, messages)})`],
    [t('indicators.hits'), number(list.hits)],
    [t('indicators.imported'), <Time key="imported" at={list.created_at} full />],
    [t('indicators.imported_by'), list.created_by],
  ];
  const alerts = new URLSearchParams({ rule: `indicator-${list.id}`, state: 'new,acknowledged,closed' });
  return (
    <section className="gw-panel" aria-labelledby="list-facts">
      <h2 id="list-facts" className="gw-panel__title">
        {t('indicators.list')}
      </h2>
      {list.description ? <p>{list.description}</p> : null}
      <dl className="gw-facts">
        {facts.map(([name, value]) => (
          <div key={name} className="gw-facts__row">
            <dt>{name}</dt>
            <dd className="gw-block">{value}</dd>
          </div>
        ))}
      </dl>
      <Link className="kern-link gw-link" to={`/alerts?${alerts}`}>
        <Icon name="alerts" />
        {t('indicators.alerts')}
      </Link>
    </section>
  );
}
