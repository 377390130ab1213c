import { Link } from 'react-router';
import type { TargetObject } from '../../../../server/contract/isms.js';
import type { Dimension, EffectiveNeed } from '../../../../server/contract/protection.js';
import { Button } from '../../../components/button.js';
import { useMessages } from '../../../i18n/messages.js';
import { NeedMark } from '../../protection/need-mark.js';
import type { Graph, GraphNode } from './graph-model.js';

const dimensions: readonly Dimension[] = ['confidentiality', 'integrity', 'availability'];
const objectsShown = 30;

interface GraphPanelProps {
  graph: Graph;
  node: GraphNode;
  labelOf(node: GraphNode): string;
  byId: ReadonlyMap<string, TargetObject>;
  needs: ReadonlyMap<string, EffectiveNeed>;
  onChoose(id: string): void;
  onUnfold(id: string): void;
}

/** The chosen node in words: its protection needs, what depends on it and what it depends on. */
export function GraphPanel({ graph, node, labelOf, byId, needs, onChoose, onUnfold }: GraphPanelProps) {
  const { t, number } = useMessages();
  const nodes = new Map(graph.nodes.map((each) => [each.id, each]));
  const dependent = graph.edges.filter(({ to }) => to === node.id).map(({ from }) => nodes.get(from)!);
  const used = graph.edges.filter(({ from }) => from === node.id).map(({ to }) => nodes.get(to)!);
  const single = node.objects.length === 1 ? byId.get(node.objects[0]!) : undefined;
  const need = single && needs.get(single.id);
  const list = (title: string, items: readonly GraphNode[]) => (
    <>
      <h3 className="gw-panel__subtitle">
        {title} <span className="gw-muted">{number(items.length)}</span>
      </h3>
      <ul className="gw-graph__list">
        {items.map((each) => (
          <li key={each.id}>
            <button type="button" className="gw-linkish" onClick={() => onChoose(each.id)}>
              {each.key ? <span className="gw-mono">{each.key} </span> : null}
              {labelOf(each)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
  return (
    <section className="gw-panel gw-graph__panel" aria-labelledby="graph-chosen">
      <h2 id="graph-chosen" className="gw-panel__title">
        {node.key ? <span className="gw-mono">{node.key} </span> : null}
        {single ? <Link to={`/target-objects/${single.id}`}>{single.name}</Link> : labelOf(node)}
      </h2>
      <p className="gw-muted">{t(`target_type.${node.type}`)}</p>
      {need ? (
        <dl className="gw-graph__needs">
          {dimensions.map((dimension) => (
            <div key={dimension}>
              <dt>{t(`need.dimension.${dimension}`)}</dt>
              <dd>
                <NeedMark level={need[dimension]} cause={need.derivation[dimension].cause} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {node.isFolded ? (
        <>
          <Button small label={t('graph.unfold')} onPress={() => onUnfold(node.id)} />
          <ul className="gw-graph__list">
            {node.objects.slice(0, objectsShown).map((id) => (
              <li key={id}>
                <Link to={`/target-objects/${id}`}>
                  <span className="gw-mono">{byId.get(id)?.key}</span> {byId.get(id)?.name}
                </Link>
              </li>
            ))}
          </ul>
          {node.objects.length > objectsShown ? (
            <p className="gw-muted">
              {t('graph.more', { count: number(node.objects.length - objectsShown) })}
            </p>
          ) : null}
        </>
      ) : null}
      {list(t('graph.dependent'), dependent)}
      {list(t('graph.depends_on'), used)}
    </section>
  );
}
