import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { CatalogGroup } from '../../../server/contract/catalog.js';
import { getGroups } from '../../api/catalogs.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { titleIn } from '../catalogs/titles.js';

function Entry({ catalog, group }: { catalog: string; group: CatalogGroup }) {
  const { language, plural } = useMessages();
  return (
    <li className="gw-baustein">
      <span className="gw-baustein__id">{group.id}</span>
      <Link className="gw-baustein__title" to={groupPath(catalog, group.id)}>
        {titleIn(language, group)}
      </Link>
      <span className="gw-muted">{plural('controls.count', group.controls)}</span>
    </li>
  );
}

/** The groups of a catalogue that has controls instead of Bausteine: a section for each group at the top. */
export function GroupSections({ catalog, text }: { catalog: string; text: string }) {
  const { t, language, number } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['groups', catalog],
    queryFn: ({ signal }) => getGroups(catalog, signal),
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={12} />;
  const wanted = text.trim().toLowerCase();
  const fits = (group: CatalogGroup): boolean =>
    `${group.id} ${titleIn(language, group)}`.toLowerCase().includes(wanted);
  const sections = data.items
    .filter(({ parent }) => parent === null)
    .map((top) => ({ top, groups: withChildren(data.items, top).filter(fits) }))
    .filter(({ groups }) => groups.length > 0);
  if (sections.length === 0)
    return (
      <Empty icon="bausteine" title={t('controls.no_group')}>
        <p>{t('empty.narrowed')}</p>
      </Empty>
    );
  return sections.map(({ top, groups }) => (
    <section key={top.id} className="gw-panel gw-panel--flush" aria-labelledby={`group-${top.id}`}>
      <h2 id={`group-${top.id}`} className="gw-panel__title">
        <span className="gw-layer">{top.id}</span>{' '}
        {groups.includes(top) ? (
          titleIn(language, top)
        ) : (
          <Link className="gw-baustein__title" to={groupPath(catalog, top.id)}>
            {titleIn(language, top)}
          </Link>
        )}{' '}
        <span className="gw-muted">{number(top.controls)}</span>
      </h2>
      <ul className="gw-baustein-list">
        {groups.map((group) => (
          <Entry key={group.id} catalog={catalog} group={group} />
        ))}
      </ul>
    </section>
  ));
}

const groupPath = (catalog: string, group: string): string =>
  `/catalogs/${encodeURIComponent(catalog)}/groups/${encodeURIComponent(group)}`;

/** A group without groups below it stands for itself. */
function withChildren(groups: readonly CatalogGroup[], top: CatalogGroup): CatalogGroup[] {
  const found = below(groups, top.id);
  return found.length > 0 ? found : [top];
}

function below(groups: readonly CatalogGroup[], parent: string): CatalogGroup[] {
  return groups
    .filter((group) => group.parent === parent)
    .flatMap((group) => [group, ...below(groups, group.id)]);
}
