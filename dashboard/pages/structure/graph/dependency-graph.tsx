import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { TargetObject } from '../../../../server/contract/isms.js';
import type { Dimension } from '../../../../server/contract/protection.js';
import type { Relation } from '../../../../server/contract/structure.js';
import { type DomainRef, getEffectiveNeeds } from '../../../api/structure.js';
import { SelectField } from '../../../components/fields.js';
import { useMessages } from '../../../i18n/messages.js';
import { GraphCanvas } from './graph-canvas.js';
import { type Fold, folds, type GraphNode, graphOf, neighbourhood, partOf } from './graph-model.js';
import { GraphPanel } from './graph-panel.js';
import { highestNeed, inheritanceOf } from './inheritance.js';

const dimensions: readonly Dimension[] = ['confidentiality', 'integrity', 'availability'];
const goals = ['all', ...dimensions] as const;
const scopes = ['all', '1', '2', 'far'] as const;
/** From here on members of a group are drawn as one at first. */
const manyObjects = 60;

interface DependencyGraphProps {
  domain: DomainRef;
  objects: readonly TargetObject[];
  byId: ReadonlyMap<string, TargetObject>;
  relations: readonly Relation[];
  /** Ids of objects that the search finds; undefined: nothing is looked for. */
  wanted: ReadonlySet<string> | undefined;
}

/** The dependencies as a drawing: what hands its protection need on to what. */
export function DependencyGraph({ domain, objects, byId, relations, wanted }: DependencyGraphProps) {
  const { t, plural } = useMessages();
  const [fold, setFold] = useState<Fold>(objects.length > manyObjects ? 'group' : 'none');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string>();
  const [scope, setScope] = useState<(typeof scopes)[number]>('all');
  const [goal, setGoal] = useState<(typeof goals)[number]>('all');
  const effective = useQuery({
    queryKey: ['structure', 'effective', domain.domain],
    queryFn: ({ signal }) => getEffectiveNeeds(domain, signal),
  });
  const needs = useMemo(
    () => new Map(effective.data?.items.map((need) => [need.target_object, need])),
    [effective.data],
  );
  const whole = useMemo(() => graphOf(objects, relations, fold, opened), [objects, relations, fold, opened]);
  const picked = whole.nodes.find(({ id }) => id === chosen);
  const graph = useMemo(() => {
    if (chosen === undefined || scope === 'all') return whole;
    const depth = scope === 'far' ? Infinity : Number(scope);
    return partOf(whole, neighbourhood(whole.edges, chosen, depth));
  }, [whole, chosen, scope]);
  const shownDimensions = goal === 'all' ? dimensions : [goal];
  const single = picked?.objects.length === 1 ? picked.objects[0] : undefined;
  const inheritance = single
    ? inheritanceOf(whole, needs, (id) => byId.get(id)?.group ?? null, single, shownDimensions)
    : undefined;
  const found = wanted && new Set([...wanted].flatMap((id) => whole.nodeOf.get(id) ?? []));
  const labelOf = ({ name, type, key, objects: members }: GraphNode): string =>
    name ||
    (key
      ? t('graph.of_type', { count: members.length, type: t(`target_type.${type}`) })
      : t(`target_type.${type}`));
  const unfold = (id: string): void => {
    if (whole.nodes.find((node) => node.id === id)?.isFolded) setOpened(new Set([...opened, id]));
  };

  return (
    <div className="gw-graph">
      <div className="gw-toolbar">
        <SelectField
          label={t('graph.fold')}
          value={fold}
          options={folds.map((value) => ({ value, label: t(`graph.fold.${value}`) }))}
          onChange={(next) => {
            setFold(next);
            setOpened(new Set());
          }}
        />
        <SelectField
          label={t('graph.scope')}
          value={scope}
          options={scopes.map((value) => ({ value, label: t(`graph.scope.${value}`) }))}
          onChange={(next) => setScope(next)}
        />
        <SelectField
          label={t('graph.goal')}
          value={goal}
          options={goals.map((value) => ({
            value,
            label: value === 'all' ? t('graph.goal.all') : t(`need.dimension.${value}`),
          }))}
          onChange={(next) => setGoal(next)}
        />
        <p className="gw-graph__facts gw-muted" role="status">
          {found ? plural('graph.found', found.size) : plural('graph.nodes', graph.nodes.length)}
          {chosen === undefined && scope !== 'all' ? ` · ${t('graph.choose_first')}` : ''}
        </p>
      </div>
      <p className="gw-muted gw-graph__keys">{t('graph.keys')}</p>
      <div className={`gw-graph__parts${picked ? ' gw-graph__parts--chosen' : ''}`}>
        <GraphCanvas
          graph={graph}
          labelOf={labelOf}
          needOf={({ objects: members }) => highestNeed(needs, members, shownDimensions)}
          chosen={chosen}
          found={found}
          inheritance={inheritance}
          onChoose={setChosen}
          onUnfold={unfold}
        />
        {picked ? (
          <GraphPanel
            graph={whole}
            node={picked}
            labelOf={labelOf}
            byId={byId}
            needs={needs}
            onChoose={setChosen}
            onUnfold={unfold}
          />
        ) : null}
      </div>
      <Legend />
    </div>
  );
}

function Legend() {
  const { t } = useMessages();
  return (
    <ul className="gw-graph__legend">
      {(['normal', 'high', 'very_high'] as const).map((level) => (
        <li key={level}>
          <span className={`gw-graph__swatch gw-graph__swatch--${level}`} aria-hidden="true" />
          {t(`need.level.${level}`)}
        </li>
      ))}
      <li>
        <span className="gw-graph__sample gw-graph__sample--path" aria-hidden="true" />
        {t('graph.legend.path')}
      </li>
      <li>
        <span className="gw-graph__sample gw-graph__sample--heir" aria-hidden="true" />
        {t('graph.legend.heir')}
      </li>
      <li>
        <span className="gw-graph__sample gw-graph__sample--member" aria-hidden="true" />
        {t('graph.legend.member')}
      </li>
    </ul>
  );
}
