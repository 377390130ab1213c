import { Link } from 'react-router';
import { useMessages } from '../../i18n/messages.js';
import { requirementPath } from '../catalogs/titles.js';
import { ProposalMark } from '../wiba/proposal-mark.js';
import { effectOf, type StoredGround } from './effect.js';

const relations = ['equal-to', 'equivalent-to', 'subset-of', 'superset-of', 'intersects-with'] as const;

/** The state of a requirement of the old edition, how it is mapped, and what follows from that. */
export function GroundMark({ ground: { relation, status, note, state } }: { ground: StoredGround }) {
  const { t } = useMessages();
  const known = relations.find((each) => each === relation);
  return (
    <p className="gw-compare__mark">
      <ProposalMark state={status} /> {known ? t(`relation.${known}`) : relation}
      {state === 'moved' ? <span className="gw-muted"> ({t('migration.moved')})</span> : null} →{' '}
      {t(`migration.effect.${effectOf({ relation, status, note })}`)}
    </p>
  );
}

/** The requirements that lead to a control: their state, how they are mapped, and what follows from it. */
export function GroundList({ grounds }: { grounds: readonly StoredGround[] }) {
  const { t } = useMessages();
  return (
    <ul className="gw-grounds">
      {grounds.map(({ source, requirement, title, catalog, status, relation, state, note }, at) => {
        const known = relations.find((each) => each === relation);
        const effect = effectOf({ relation, status, note });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: one source can be mapped twice, and the list never changes its order
          <li key={`${source} ${at}`} className="gw-ground">
            <span className="gw-ground__source">
              {requirement && catalog ? (
                <Link className="gw-mono" to={requirementPath(catalog, requirement)}>
                  {source}
                </Link>
              ) : (
                <span className="gw-mono">{source}</span>
              )}{' '}
              {title}
            </span>
            <ProposalMark state={status} />
            <span className="gw-ground__relation">
              {known ? t(`relation.${known}`) : relation}
              {state === 'moved' ? <span className="gw-muted"> ({t('migration.moved')})</span> : null}
            </span>
            <span className={`gw-ground__effect${note === 'counts' ? '' : ' gw-muted'}`}>
              {t(`migration.effect.${effect}`)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
