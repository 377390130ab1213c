import type { ReasonItem, ReasonSelection, RuleReason } from '../../contract/alert-reason.js';
import type { Event } from '../../contract/event.js';
import { eventTest } from '../match/event-test.js';
import type { PipelineRoute } from '../pipeline.js';
import { routedExpression, routesOf } from '../routing.js';
import type { LoadedRules } from '../rules.js';
import type { Placeholders } from '../sigma/placeholders.js';
import type { SigmaRule } from '../sigma/rule.js';
import { type Anatomy, anatomyOf, type ItemPart, type SelectionPart } from './anatomy.js';
import { causesOf } from './causes.js';
import { marksOf } from './marks.js';
import { type Found, type Probe, probeOf } from './probe.js';

/** Of long lists, what a person reads. */
const mostValues = 8;
const mostAlternatives = 8;
const mostItems = 40;

interface ItemProbe extends Probe {
  part: ItemPart;
  values: { text: string; probe: Probe }[];
}

interface SelectionProbe extends Probe {
  part: SelectionPart;
  alternatives: ItemProbe[][];
}

interface RouteProbe {
  /** Whether the event is of this route. */
  condition(event: Event): boolean;
  /** Whether the rule is true on this route. */
  rule(event: Event): boolean;
  selections: SelectionProbe[];
}

/** Tells why a rule is true for an event, or why it is not. */
export type Explain = (event: Event) => RuleReason;

/**
 * Takes a rule apart and asks each part of an event, by the tests that the rule itself is compiled of: what it says of
 * the whole is what the engine says.
 * @param rule of `loaded`; Sigma filters have been joined to its expression
 * @param placeholders that the rules were loaded with
 */
export function explainerOf(
  rule: SigmaRule,
  loaded: Pick<LoadedRules, 'pipelines'>,
  placeholders: Placeholders = {},
): Explain {
  const routes = routesOf(rule.logsource, loaded.pipelines);
  const matches = eventTest(routedExpression(rule.expression, routes));
  const anatomy = anatomyOf(rule.info, placeholders) ?? { selections: [], conditions: [] };
  let probes: RouteProbe[] | undefined;
  return (event) => {
    probes ??= routes.map((route) => routeProbe(rule, route, anatomy));
    const of = probes.filter(({ condition }) => condition(event));
    const probe = of.find((each) => each.rule(event)) ?? of[0];
    return {
      rule: rule.info.id,
      matches: matches(event),
      logsource: of.length > 0,
      conditions: anatomy.conditions.map(({ text }) => text),
      ...(probe === undefined ? { selections: [], marks: [] } : explainAt(probe, anatomy, event)),
    };
  };
}

function routeProbe(rule: SigmaRule, route: PipelineRoute, { selections }: Anatomy): RouteProbe {
  const itemProbe = (part: ItemPart): ItemProbe => ({
    ...probeOf(part.expression, route),
    part,
    values: part.values.map(({ text, expression }) => ({ text, probe: probeOf(expression, route) })),
  });
  return {
    condition: eventTest(routedExpression({ op: 'constant', value: true }, [route])),
    rule: eventTest(routedExpression(rule.expression, [route])),
    selections: selections.map((part) => ({
      ...probeOf(part.expression, route),
      part,
      alternatives: part.alternatives.map((items) => items.map(itemProbe)),
    })),
  };
}

function explainAt(
  { selections, rule }: RouteProbe,
  { conditions }: Anatomy,
  event: Event,
): Pick<RuleReason, 'selections' | 'marks'> {
  const held = new Map(selections.map(({ part, holds }) => [part.name, holds(event)]));
  const causes = conditions.map(({ parsed }) => causesOf(parsed, held)).find(({ holds }) => holds);
  const partOf = (name: string): ReasonSelection['part'] =>
    causes?.present.has(name) ? 'present' : causes?.absent.has(name) ? 'absent' : 'none';
  const found: Found[] = [];
  const reasons = selections.map((selection): ReasonSelection => {
    const part = partOf(selection.part.name);
    const reason = selectionReason(selection, part, event);
    if (part === 'present') found.push(...foundIn(selection, event));
    return reason;
  });
  return { selections: reasons, marks: rule(event) ? marksOf(found, event) : [] };
}

const itemsHold = (items: readonly ItemProbe[], event: Event): boolean =>
  items.every((item) => item.holds(event));

function foundIn({ alternatives }: SelectionProbe, event: Event): Found[] {
  return alternatives
    .filter((items) => itemsHold(items, event))
    .flatMap((items) => items.flatMap((item) => item.found(event)));
}

function selectionReason(
  { part, alternatives, holds }: SelectionProbe,
  decided: ReasonSelection['part'],
  event: Event,
): ReasonSelection {
  const all = alternatives.map((items) => ({ holds: itemsHold(items, event), items }));
  const shown = all.toSorted((a, b) => Number(b.holds) - Number(a.holds)).slice(0, mostAlternatives);
  return {
    name: part.name,
    line: part.line,
    holds: holds(event),
    part: decided,
    alternatives: shown.map(({ holds: each, items }) => ({
      holds: each,
      items: items.slice(0, mostItems).map((item) => itemReason(item, event)),
    })),
    alternatives_total: all.length,
  };
}

function itemReason({ part, values, ...probe }: ItemProbe, event: Event): ReasonItem {
  const asked = values.map((value) => ({ text: value.text, holds: value.probe.holds(event) }));
  const found = new Map(
    probe.found(event).map(({ field, value }) => [`${field}\n${value}`, { field, value }]),
  );
  return {
    field: part.field,
    modifiers: part.modifiers,
    line: part.line,
    holds: probe.holds(event),
    values: asked.toSorted((a, b) => Number(b.holds) - Number(a.holds)).slice(0, mostValues),
    values_total: asked.length,
    found: [...found.values()].slice(0, mostValues),
  };
}
