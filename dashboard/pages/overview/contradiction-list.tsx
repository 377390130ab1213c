import { Link } from 'react-router';
import type { Attention, ContradictedAnswer } from '../../../server/contract/overview.js';
import { scopeOf } from '../../api/check.js';
import { LevelTag } from '../../components/level-tag.js';
import { TermMark } from '../../components/term.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { daysSince } from '../../i18n/zoned-time.js';
import { requirementsPath } from './paths.js';

const shown = 5;

/** What signals see otherwise than the check says, the longest first: with the observation, and the way to decide. */
export function ContradictionList({ contradicted }: { contradicted: Attention['contradicted'] }) {
  const { t, number } = useMessages();
  const title = t('overview.contradicted');
  return (
    <section
      className={`gw-panel${contradicted.total > 0 ? ' gw-contradictions' : ''}`}
      aria-labelledby="contradictions"
    >
      <h2 id="contradictions" className="gw-panel__title">
        {title} <span className="gw-attention__count">{number(contradicted.total)}</span>{' '}
        <TermMark id="signal" name={title} />
      </h2>
      {contradicted.total === 0 ? <p className="gw-muted">{t('overview.contradicted_none')}</p> : null}
      <ul className="gw-contradictions__list">
        {contradicted.items.slice(0, shown).map((item) => (
          <Contradiction key={`${item.observation} ${item.requirement}`} item={item} />
        ))}
      </ul>
      {contradicted.total > shown ? (
        <Link to={requirementsPath({ contradicted: true })} className="gw-inline-link">
          {t('overview.contradicted_all', { count: number(contradicted.total) })}
        </Link>
      ) : null}
    </section>
  );
}

function Contradiction({ item }: { item: ContradictedAnswer }) {
  const { t, plural, language } = useMessages();
  const { baustein, requirement, target_object } = item;
  const open = { baustein, requirement, on: scopeOf(target_object) };
  const days = daysSince(item.since, Date.now());
  return (
    <li className="gw-contradictions__item">
      <div className="gw-contradictions__what">
        <Link to={requirementsPath({ contradicted: true }, open)} className="gw-contradictions__link">
          <span className="gw-mono">{requirement}</span> {item.title}
        </Link>
        <span className="gw-contradictions__where">
          <LevelTag level={item.level} isControl={false} />
          <span>
            {target_object === null ? t('modelling.whole_domain') : `${item.target_key} ${item.target_name}`}
          </span>
          {item.answers > 1 ? (
            <span className="gw-muted">{plural('overview.more_answers', item.answers - 1)}</span>
          ) : null}
        </span>
      </div>
      <div className="gw-contradictions__why">
        <p>
          {item.observed_key === '' ? null : (
            <strong>
              {item.observed_key} {item.observed_name}:{' '}
            </strong>
          )}
          {item.statement[language] || item.signal_title[language]}
        </p>
        <p className="gw-muted">
          <Link to={`/signals/${item.signal}`}>{item.signal_title[language]}</Link> · {t('overview.observed')}{' '}
          <Time at={item.observed_at} full />
        </p>
      </div>
      <p className="gw-contradictions__since">
        <strong>{days === 0 ? t('overview.since_today') : plural('overview.days', days)}</strong>
      </p>
    </li>
  );
}
