import { useState } from 'react';
import { Link } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { useMessages } from '../../i18n/messages.js';
import { dependencyTree, matchingIds } from './dependency-tree.js';
import { TreeBranch } from './tree-branch.js';
import { DomainSelect, useDomain } from './use-domain.js';
import { useStructure } from './use-structure.js';

/** Who depends on whom, as a list with levels: processes, applications, systems, networks, rooms, buildings. */
export default function DependencyPage() {
  const { t, plural } = useMessages();
  const choice = useDomain();
  const { objects, byId, relations, error, retry } = useStructure(choice.ref);
  const [text, setText] = useState('');
  const tree = dependencyTree(objects ?? [], relations);
  const matching = matchingIds(objects ?? [], text);
  const roots = tree.roots.filter(({ id }) => tree.leadsTo(id, matching));
  const alone = tree.alone.filter(({ id }) => matching.has(id));
  const named = (object: TargetObject) => (
    <Link to={`/target-objects/${object.id}`} className="gw-table__link">
      <span className="gw-mono">{object.key}</span> {object.name}
    </Link>
  );
  const failure = choice.error ?? error;

  return (
    <Page
      title={t('dependencies.title')}
      meta={<span className="gw-muted">{plural('dependencies.count', relations.length)}</span>}
      actions={<DomainSelect choice={choice} />}
    >
      <p className="gw-lead">{t('dependencies.lead')}</p>
      {failure ? <ErrorNotice error={failure} onRetry={choice.error ? choice.retry : retry} /> : null}
      {!objects && !failure ? <Loading rows={10} /> : null}
      {objects?.length === 0 ? (
        <Empty icon="targets" title={t('targets.empty')}>
          <p>{t('targets.empty_text')}</p>
        </Empty>
      ) : null}
      {objects && objects.length > 0 ? (
        <>
          <TableSearch label={t('dependencies.search')} value={text} onChange={setText} />
          {roots.length > 0 ? (
            <div className="gw-panel">
              <ul className="gw-tree">
                {roots.map(({ id }) => (
                  <TreeBranch
                    key={id}
                    id={id}
                    byId={byId}
                    tree={tree}
                    wanted={text.trim() === '' ? undefined : matching}
                    level={1}
                  />
                ))}
              </ul>
            </div>
          ) : null}
          {alone.length > 0 ? (
            <section className="gw-panel gw-tree-rest" aria-labelledby="alone">
              <h2 id="alone" className="gw-panel__title">
                {t('dependencies.alone')}
              </h2>
              <ul className="gw-tree__plain">
                {alone.map((object) => (
                  <li key={object.id}>{named(object)}</li>
                ))}
              </ul>
            </section>
          ) : null}
          {roots.length + alone.length === 0 ? (
            <Empty icon="targets" title={t('targets.empty_filtered')} />
          ) : null}
        </>
      ) : null}
    </Page>
  );
}
