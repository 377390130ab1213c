import { useState } from 'react';
import { Link } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { RelationKind } from '../../../server/contract/structure.js';
import { Icon } from '../../components/icon.js';
import { useMessages } from '../../i18n/messages.js';
import type { DependencyTree } from './dependency-tree.js';

/** Levels that are open at first: from a process to its applications. */
const openLevels = 1;

interface TreeBranchProps {
  id: string;
  /** How the object above is related to this one; undefined: it is a root; `member`: the one above is its group. */
  kind?: RelationKind | 'member';
  byId: ReadonlyMap<string, TargetObject>;
  tree: DependencyTree;
  /** Only branches that lead to one of these, all of them open; undefined: all. */
  wanted: ReadonlySet<string> | undefined;
  level: number;
}

/** An object and, when it is opened, what it depends on. */
export function TreeBranch({ id, kind, byId, tree, wanted, level }: TreeBranchProps) {
  const { t } = useMessages();
  const [opened, setOpened] = useState<boolean>();
  const object = byId.get(id);
  if (object === undefined) return null;
  const inside = [
    ...(tree.members.get(id) ?? []).map((member) => ({ id: member.id, kind: 'member' as const })),
    ...(tree.below.get(id) ?? []).map((relation) => ({ id: relation.to, kind: relation.kind })),
  ].filter((each) => wanted === undefined || tree.leadsTo(each.id, wanted));
  const isOpen = opened ?? (wanted === undefined ? level <= openLevels : !wanted.has(id));
  const label = `${object.key} ${object.name}`;

  return (
    <li className="gw-tree__branch">
      <div className="gw-tree__line">
        {inside.length > 0 ? (
          <button
            type="button"
            className="gw-tree__toggle"
            aria-expanded={isOpen}
            aria-label={t(isOpen ? 'dependencies.close' : 'dependencies.open', { name: label })}
            onClick={() => setOpened(!isOpen)}
          >
            <Icon name={isOpen ? 'chevron' : 'next'} />
          </button>
        ) : (
          <span className="gw-tree__toggle" aria-hidden="true" />
        )}
        {kind ? <span className="gw-tree__kind">{t(`relation.${kind}`)}</span> : null}
        <Link to={`/target-objects/${id}`} className="gw-table__link">
          <span className="gw-mono">{object.key}</span> {object.name}
        </Link>
        <span className="gw-muted gw-tree__type">{t(`target_type.${object.type}`)}</span>
      </div>
      {inside.length > 0 && isOpen ? (
        <ul className="gw-tree">
          {inside.map((each) => (
            <TreeBranch key={each.id} {...each} byId={byId} tree={tree} wanted={wanted} level={level + 1} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}
