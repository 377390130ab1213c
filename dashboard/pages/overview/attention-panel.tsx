import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Attention } from '../../../server/contract/overview.js';
import { type EditionRef, scopeOf } from '../../api/check.js';
import { getAttention } from '../../api/compliance.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { TermMark } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { interviewPath } from '../check/paths.js';
import { AttentionCard } from './attention-card.js';
import { ContradictionList } from './contradiction-list.js';
import { OverdueList } from './overdue-list.js';

/** Of each kind so many are shown here; the rest is behind a link. */
const shown = 3;

/** What needs a person today: what signals contradict first, then what is overdue, expires, or is still to be done. */
export function AttentionPanel({ edition, mayChange }: { edition: EditionRef; mayChange: boolean }) {
  const { t } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['check', 'attention', edition],
    queryFn: ({ signal }) => getAttention(edition, signal),
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const { contradicted, overdue, evidence, reviews, unmodelled } = data;
  const waiting = [contradicted, overdue, evidence, reviews, unmodelled].some(({ total }) => total > 0);
  if (!waiting) return <Notice tone="success" title={t('overview.nothing_waits')} />;
  return (
    <section className="gw-attention" aria-label={t('overview.today')}>
      <ContradictionList contradicted={contradicted} />
      <div className="gw-attention__rest">
        <OverdueList overdue={overdue} mayChange={mayChange} />
        <div className="gw-attention__side">
          <EvidenceList evidence={evidence} />
          <ReviewList reviews={reviews} />
          <UnmodelledList unmodelled={unmodelled} />
        </div>
      </div>
    </section>
  );
}

function EvidenceList({ evidence }: { evidence: Attention['evidence'] }) {
  const { t, date } = useMessages();
  return (
    <AttentionCard
      title={t('overview.evidence')}
      total={evidence.total}
      none={t('overview.evidence_none')}
      mark={<TermMark id="nachweis" name={t('overview.evidence')} />}
      all={{ to: '/evidence?state=due', label: t('overview.all') }}
    >
      {evidence.items.slice(0, shown).map(({ id, title, valid_until, state }) => (
        <li key={id}>
          <Link to={`/evidence/${id}`}>{title}</Link>
          <span className={state === 'expired' ? 'gw-figure--warning' : 'gw-muted'}>
            {t(`overview.evidence_state.${state}`, { date: date(valid_until) })}
          </span>
        </li>
      ))}
    </AttentionCard>
  );
}

function ReviewList({ reviews }: { reviews: Attention['reviews'] }) {
  const { t, plural, date } = useMessages();
  return (
    <AttentionCard title={t('overview.reviews')} total={reviews.total} none={t('overview.reviews_none')}>
      {reviews.items.slice(0, shown).map((item) => (
        <li key={`${item.kind} ${item.title} ${item.target_object} ${item.due}`}>
          {item.kind === 'guideline' || item.baustein === null ? (
            <Link to="/reports?tab=guidelines">{t('overview.guideline', { title: item.title })}</Link>
          ) : (
            <Link to={interviewPath(item.baustein, scopeOf(item.target_object))}>
              <span className="gw-mono">{item.baustein}</span>{' '}
              {item.target_object === null
                ? t('modelling.whole_domain')
                : `${item.target_key} ${item.target_name}`}
            </Link>
          )}
          <span className="gw-muted">
            {item.kind === 'answers'
              ? plural('overview.old_answers', item.count, { date: date(item.due) })
              : t('overview.review_due', { date: date(item.due) })}
          </span>
        </li>
      ))}
    </AttentionCard>
  );
}

function UnmodelledList({ unmodelled }: { unmodelled: Attention['unmodelled'] }) {
  const { t } = useMessages();
  return (
    <AttentionCard
      title={t('overview.unmodelled')}
      total={unmodelled.total}
      none={t('overview.unmodelled_none')}
      mark={<TermMark id="modellierung" name={t('overview.unmodelled')} />}
      all={{ to: '/modelling', label: t('overview.to_modelling') }}
    >
      {unmodelled.items.slice(0, shown).map(({ id, key, name, type }) => (
        <li key={id}>
          <Link to={`/target-objects/${id}`}>
            <span className="gw-mono">{key}</span> {name}
          </Link>
          <span className="gw-muted">{t(`target_type.${type}`)}</span>
        </li>
      ))}
    </AttentionCard>
  );
}
