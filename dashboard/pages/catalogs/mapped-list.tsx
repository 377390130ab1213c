import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { MappedRequirement } from '../../../server/contract/catalog.js';
import { getCatalogs } from '../../api/catalogs.js';
import { useMessages } from '../../i18n/messages.js';
import { requirementPath } from './titles.js';

const relations = ['equal-to', 'equivalent-to', 'subset-of', 'superset-of', 'intersects-with'] as const;
const states = ['moved', 'unconfirmed', 'absent'] as const;

/** A relation is stated from its source: seen from its target it is the other way round. */
const reversed: Record<string, string> = { 'subset-of': 'superset-of', 'superset-of': 'subset-of' };

function Mapped({ mapped, requirement }: { mapped: MappedRequirement; requirement: string }) {
  const { t } = useMessages();
  const seen = mapped.direction === 'to' ? mapped.relation : (reversed[mapped.relation] ?? mapped.relation);
  const relation = relations.find((each) => each === seen);
  const state = states.find((each) => each === mapped.state);
  return (
    <li className="gw-mapped">
      <span className="gw-mapped__relation">
        {mapped.own === requirement ? null : <span className="gw-mono">{mapped.own} </span>}
        {relation ? t(`relation.${relation}`) : seen}
      </span>
      <span>
        {state === 'absent' ? (
          <span className="gw-mono">{mapped.id}</span>
        ) : (
          <Link to={requirementPath(mapped.catalog, mapped.requirement)}>
            <span className="gw-mono">{mapped.id}</span> {mapped.title}
          </Link>
        )}{' '}
        {state ? (
          <span className={`gw-tag${state === 'moved' ? '' : ' gw-tag--warning'}`}>
            {t(`mapping_state.${state}`, { was: mapped.was ?? '' })}
          </span>
        ) : null}
      </span>
    </li>
  );
}

/** What a requirement is mapped to and what is mapped to it, by catalogue. */
export function MappedList({
  mapped,
  requirement,
}: {
  mapped: readonly MappedRequirement[];
  requirement: string;
}) {
  const { t } = useMessages();
  const { data } = useQuery({ queryKey: ['catalogs'], queryFn: ({ signal }) => getCatalogs(signal) });
  const titleOf = (id: string): string => {
    const found = data?.items.find((each) => each.id === id);
    return found ? `${found.title} (${found.edition})` : id;
  };
  const catalogs = [...new Set(mapped.map(({ catalog }) => catalog))];
  return (
    <section className="gw-panel" aria-labelledby="mapped">
      <h2 id="mapped" className="gw-panel__title">
        {t('requirement.mapped')}
      </h2>
      {mapped.length === 0 ? <p className="gw-muted">{t('requirement.mapped_none')}</p> : null}
      {catalogs.map((catalog) => (
        <div key={catalog}>
          <h3 className="gw-panel__subtitle">{titleOf(catalog)}</h3>
          <ul className="gw-notes gw-notes--plain">
            {mapped
              .filter((each) => each.catalog === catalog)
              .map((each) => (
                <Mapped
                  key={`${each.mapping} ${each.direction} ${each.own} ${each.id} ${each.relation}`}
                  mapped={each}
                  requirement={requirement}
                />
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
