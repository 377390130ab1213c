import { Link } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Relation } from '../../../server/contract/structure.js';
import { Empty } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { dependencyTree } from './dependency-tree.js';
import { TreeBranch } from './tree-branch.js';

interface DependencyTreeViewProps {
  objects: readonly TargetObject[];
  byId: ReadonlyMap<string, TargetObject>;
  relations: readonly Relation[];
  /** Ids of the objects that the search finds. */
  matching: ReadonlySet<string>;
  /** Something is looked for. */
  isWanted: boolean;
}

/** The dependencies as a list with levels: processes, applications, systems, networks, rooms, buildings. */
export function DependencyTreeView({
  objects,
  byId,
  relations,
  matching,
  isWanted,
}: DependencyTreeViewProps) {
  const { t } = useMessages();
  const tree = dependencyTree(objects, relations);
  const roots = tree.roots.filter(({ id }) => tree.leadsTo(id, matching));
  const alone = tree.alone.filter(({ id }) => matching.has(id));
  return (
    <>
      {roots.length > 0 ? (
        <div className="gw-panel">
          <ul className="gw-tree">
            {roots.map(({ id }) => (
              <TreeBranch
                key={id}
                id={id}
                byId={byId}
                tree={tree}
                wanted={isWanted ? matching : undefined}
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
              <li key={object.id}>
                <Link to={`/target-objects/${object.id}`} className="gw-table__link">
                  <span className="gw-mono">{object.key}</span> {object.name}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {roots.length + alone.length === 0 ? (
        <Empty icon="targets" title={t('targets.empty_filtered')} />
      ) : null}
    </>
  );
}
