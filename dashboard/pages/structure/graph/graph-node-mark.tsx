import type { KeyboardEvent } from 'react';
import type { NeedLevel } from '../../../../server/contract/protection.js';
import { useMessages } from '../../../i18n/messages.js';
import { nodeSize } from './bands.js';
import type { GraphNode } from './graph-model.js';

/** So many characters of a name fit into a node. */
const nameLength = 22;
const clipped = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;

interface GraphNodeMarkProps {
  node: GraphNode;
  label: string;
  need: NeedLevel | undefined;
  place: { x: number; y: number };
  /** From far away the key alone is drawn, larger. */
  showsName: boolean;
  isChosen: boolean;
  isFound: boolean;
  isDimmed: boolean;
  isReachable: boolean;
  onChoose(): void;
  onUnfold(): void;
  onKey(event: KeyboardEvent): void;
}

/** A target object, or several that are drawn as one. */
export function GraphNodeMark(props: GraphNodeMarkProps) {
  const { node, label, need, place, showsName, isChosen, isFound, isDimmed, isReachable } = props;
  const { t, number } = useMessages();
  const { key, objects, isFolded } = node;
  const { width, height } = nodeSize;
  const several = isFolded ? t('graph.several', { count: number(objects.length) }) : '';
  // What is read out begins as what is seen (WCAG 2.5.3).
  const amount = isFolded && key ? number(objects.length) : '';
  const seen = showsName ? clipped(label, nameLength) : label;
  const level = need && t('graph.need', { level: t(`need.level.${need}`) });
  const joined = (...words: (string | undefined)[]): string => words.filter(Boolean).join(', ');
  const full = joined(key || several, amount, label, level);
  const states = `${isChosen ? ' gw-graph__node--chosen' : ''}${isFound ? ' gw-graph__node--found' : ''}${isDimmed ? ' gw-graph__node--dimmed' : ''}`;
  const far = key || several;
  return (
    <g transform={`translate(${place.x} ${place.y})`}>
      {/* Beside the button: within, it would be a second text of what is seen. */}
      <title>{full}</title>
      {/* biome-ignore lint/a11y/useSemanticElements: there is no button in SVG */}
      <g
        role="button"
        tabIndex={isReachable ? 0 : -1}
        aria-label={seen === label ? full : joined(key || several, amount, seen, label, level)}
        aria-pressed={isChosen}
        data-node={node.id}
        className={`gw-graph__node gw-graph__node--${need ?? 'unknown'}${states}`}
        onClick={props.onChoose}
        onDoubleClick={props.onUnfold}
        onKeyDown={props.onKey}
      >
        {isFolded ? (
          <rect className="gw-graph__behind" x={4} y={4} width={width} height={height} rx={6} />
        ) : null}
        <rect className="gw-graph__box" width={width} height={height} rx={6} />
        <rect className="gw-graph__need" width={6} height={height} rx={3} />
        {showsName ? (
          <>
            <text className="gw-graph__key" x={15} y={17}>
              {`${clipped(key || several, 18)} `}
            </text>
            {amount ? (
              <text className="gw-graph__count" x={width - 9} y={17} textAnchor="end">
                {`${amount} `}
              </text>
            ) : null}
            <text className="gw-graph__name" x={15} y={34}>
              {seen}
            </text>
          </>
        ) : (
          <text className="gw-graph__far" x={15} y={height / 2 + 8}>
            {clipped(far, 12)}
          </text>
        )}
      </g>
    </g>
  );
}
