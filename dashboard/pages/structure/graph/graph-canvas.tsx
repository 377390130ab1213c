import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useMemo, useRef } from 'react';
import type { NeedLevel } from '../../../../server/contract/protection.js';
import { Button } from '../../../components/button.js';
import { useMessages } from '../../../i18n/messages.js';
import { bandOf, headHeight, nameScale, nodeSize, nodeTowards } from './bands.js';
import type { Graph, GraphNode } from './graph-model.js';
import { GraphNodeMark } from './graph-node-mark.js';
import type { Inheritance } from './inheritance.js';
import { type Layout, layeredLayout } from './layered-layout.js';
import { useViewport } from './use-viewport.js';

const stepPixels = 80;

interface GraphCanvasProps {
  graph: Graph;
  labelOf(node: GraphNode): string;
  needOf(node: GraphNode): NeedLevel | undefined;
  /** Id of the chosen node. */
  chosen: string | undefined;
  /** Found by the search; undefined: nothing is looked for. */
  found: ReadonlySet<string> | undefined;
  inheritance: Inheritance | undefined;
  onChoose(id: string | undefined): void;
  onUnfold(id: string): void;
}

/** The dependencies, drawn: layers from processes on the left to rooms and buildings on the right. */
export function GraphCanvas(props: GraphCanvasProps) {
  const { graph, labelOf, needOf, chosen, found, inheritance, onChoose, onUnfold } = props;
  const { t } = useMessages();
  const svg = useRef<SVGSVGElement>(null);
  const dragged = useRef<{ x: number; y: number; moved: boolean }>(undefined);
  const layout = useMemo(
    () =>
      layeredLayout(
        graph.nodes.map(({ id, type }) => ({ id, band: bandOf[type] })),
        graph.edges,
        nodeSize,
      ),
    [graph],
  );
  const drawing = { width: layout.width, height: layout.height + headHeight };
  const port = useViewport(svg, drawing);
  const { view } = port;
  const reachable = chosen !== undefined && layout.places.has(chosen) ? chosen : graph.nodes[0]?.id;
  const boxOf = (id: string) => {
    const { x, y } = layout.places.get(id)!;
    return { x, y: y + headHeight, width: nodeSize.width, height: nodeSize.height };
  };
  const firstFound = found && graph.nodes.find(({ id }) => found.has(id))?.id;
  const showFirst = useEffectEvent((id: string) => port.show(boxOf(id), 0.9));
  useEffect(() => {
    if (firstFound !== undefined) showFirst(firstFound);
  }, [firstFound]);

  const focus = (id: string): void => {
    port.show(boxOf(id));
    svg.current
      ?.querySelector<SVGGElement>(`[data-node="${CSS.escape(id)}"]`)
      ?.focus({ preventScroll: true });
  };
  const press = (event: KeyboardEvent, id: string): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, shiftKey } = event;
    if (key.startsWith('Arrow')) {
      event.preventDefault();
      if (shiftKey) {
        const [dx, dy] = [
          { ArrowLeft: 1, ArrowRight: -1 }[key] ?? 0,
          { ArrowUp: 1, ArrowDown: -1 }[key] ?? 0,
        ];
        port.pan(dx * stepPixels, dy * stepPixels);
        return;
      }
      const next = nodeTowards(layout.places, id, key);
      if (next !== undefined) focus(next);
      return;
    }
    const acts: Record<string, () => void> = {
      Enter: () => onChoose(id),
      ' ': () => onChoose(id),
      Escape: () => onChoose(undefined),
      '+': () => port.zoom(1.25),
      '-': () => port.zoom(0.8),
      '0': port.fit,
      u: () => onUnfold(id),
    };
    if (acts[key] === undefined) return;
    event.preventDefault();
    acts[key]();
  };
  const move = (event: PointerEvent): void => {
    const from = dragged.current;
    if (from === undefined) return;
    if (!from.moved && Math.hypot(event.clientX - from.x, event.clientY - from.y) < 4) return;
    if (!from.moved) event.currentTarget.setPointerCapture(event.pointerId);
    port.pan(event.clientX - from.x, event.clientY - from.y);
    dragged.current = { x: event.clientX, y: event.clientY, moved: true };
  };
  const dimmed = (id: string): boolean =>
    (found !== undefined && !found.has(id)) ||
    (found === undefined && inheritance !== undefined && id !== chosen && !inheritance.nodes.has(id));

  return (
    <div className="gw-graph__stage">
      <div className="gw-graph__zoom">
        <Button small iconOnly icon="add" label={t('graph.zoom_in')} onPress={() => port.zoom(1.25)} />
        <Button small iconOnly icon="minus" label={t('graph.zoom_out')} onPress={() => port.zoom(0.8)} />
        <Button small label={t('graph.fit')} onPress={port.fit} />
      </div>
      <svg
        ref={svg}
        className="gw-graph__canvas"
        // From afar a key is drawn as large as its node lets it be.
        style={{ '--gw-far': `${Math.min(29, Math.max(20, 11 / view.scale))}px` } as React.CSSProperties}
        role="application"
        aria-label={t('graph.label', { nodes: graph.nodes.length, edges: graph.edges.length })}
        onPointerDown={(event) => {
          if (event.button === 0) dragged.current = { x: event.clientX, y: event.clientY, moved: false };
        }}
        onPointerMove={move}
        onPointerUp={() => {
          dragged.current = undefined;
        }}
        onPointerCancel={() => {
          dragged.current = undefined;
        }}
      >
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          <Bands layout={layout} height={drawing.height} />
          <g transform={`translate(0 ${headHeight})`}>
            <Edges graph={graph} layout={layout} chosen={chosen} inheritance={inheritance} />
            {graph.nodes.map((node) => (
              <GraphNodeMark
                key={node.id}
                node={node}
                label={labelOf(node)}
                need={needOf(node)}
                place={layout.places.get(node.id)!}
                showsName={view.scale >= nameScale}
                isChosen={node.id === chosen}
                isFound={found?.has(node.id) === true}
                isDimmed={dimmed(node.id)}
                isReachable={node.id === reachable}
                onChoose={() => onChoose(node.id === chosen ? undefined : node.id)}
                onUnfold={() => onUnfold(node.id)}
                onKey={(event) => press(event, node.id)}
              />
            ))}
          </g>
        </g>
      </svg>
    </div>
  );
}

function Bands({ layout, height }: { layout: Layout; height: number }) {
  const { t } = useMessages();
  return layout.bands.map(({ band, x, width }) => (
    <g key={band}>
      <rect className="gw-graph__band" x={x - 14} y={0} width={width + 28} height={height + 14} rx={8} />
      <text className="gw-graph__band-name" x={x} y={24}>
        {t(`graph.band.${band as 0}`)}
      </text>
    </g>
  ));
}

interface EdgesProps {
  graph: Graph;
  layout: Layout;
  chosen: string | undefined;
  inheritance: Inheritance | undefined;
}

/** Drawn below the nodes; those that carry the chosen object's protection need above the others. */
function Edges({ graph, layout, chosen, inheritance }: EdgesProps) {
  const toneOf = (from: string, to: string): number => {
    const key = `${from} ${to}`;
    if (inheritance?.path.has(key)) return 3;
    if (inheritance?.heirs.has(key)) return 2;
    return from === chosen || to === chosen ? 1 : 0;
  };
  const tones = ['', ' gw-graph__edge--near', ' gw-graph__edge--heir', ' gw-graph__edge--path'];
  return (
    <g className={inheritance ? 'gw-graph__edges--chosen' : undefined}>
      {graph.edges
        .map(({ from, to, isMember }) => ({ from, to, isMember, tone: toneOf(from, to) }))
        .sort((a, b) => a.tone - b.tone)
        .map(({ from, to, isMember, tone }) => (
          <path
            key={`${from} ${to}`}
            className={`gw-graph__edge${tones[tone]}${isMember ? ' gw-graph__edge--member' : ''}`}
            d={curve(layout.places.get(from)!, layout.places.get(to)!)}
          />
        ))}
    </g>
  );
}

function curve(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const { width, height } = nodeSize;
  const forward = to.x > from.x;
  const [x1, x2] = forward ? [from.x + width, to.x] : [from.x, to.x + width];
  const [y1, y2] = [from.y + height / 2, to.y + height / 2];
  const bend = Math.max(24, Math.abs(x2 - x1) / 2) * (forward ? 1 : -1);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
