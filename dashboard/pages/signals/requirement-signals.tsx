import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getRequirementSignals } from '../../api/signals.js';
import type { DomainRef } from '../../api/structure.js';
import { Term } from '../../components/term.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { VerdictMark } from './verdict-mark.js';

interface RequirementSignalsProps {
  domain: DomainRef;
  requirement: string;
  /** Id of the catalogue that the requirement is of. */
  catalog: string;
  /** Id of a target object, or `domain`. */
  scope: string;
}

/** Of many systems those that contradict are shown, and a few more. */
const shown = 12;

/** What signals say of a requirement where it is asked. They propose; who answers decides. */
export function RequirementSignals({ domain, requirement, catalog, scope }: RequirementSignalsProps) {
  const { t, plural, language } = useMessages();
  const { data } = useQuery({
    queryKey: ['signal-states', domain.domain, catalog, requirement, scope],
    queryFn: ({ signal }) => getRequirementSignals(domain, requirement, catalog, scope, signal),
  });
  const states = data?.items ?? [];
  if (states.length === 0) return null;
  return (
    <section className="gw-signals" aria-label={t('signals.of_requirement')}>
      <h3 className="gw-signals__title">
        <Term id="signal">{t('signals.of_requirement')}</Term>
      </h3>
      <ul className="gw-history">
        {states.slice(0, shown).map((state) => (
          <li key={`${state.signal} ${state.target_object}`}>
            <span className="gw-history__line">
              <VerdictMark verdict={state.verdict} freshness={state.freshness} />
              <Link to={`/signals/${state.signal}`}>{state.title[language]}</Link>
              <span className="gw-muted">
                {state.target_object === null
                  ? t('signals.whole_domain')
                  : `${state.target_key} ${state.target_name}`}
              </span>
              <Time at={state.observed_at} full />
            </span>
            <p>{state.statement[language]}</p>
          </li>
        ))}
      </ul>
      {states.length > shown ? (
        <p className="gw-muted">{plural('signals.more', states.length - shown)}</p>
      ) : null}
    </section>
  );
}
