import type { Match, RuleInfo } from '../contract/detection.js';
import type { Event } from '../contract/event.js';
import { indicatorRuleId } from '../contract/indicator-kinds.js';
import type { LiveIndicatorList } from '../contract/indicator-state.js';
import type { Hit } from './matcher.js';

/** What an alert names beside the indicator: the first of these that the event has. */
const places = ['host.name', 'user.name', 'source.ip', 'observer.id'] as const;

/** @returns the hit in the form of a rule's match: an alert is about an indicator at a host */
export function indicatorMatch({ list, kind, value, field }: Hit, event: Event): Match {
  const place = places.find((column) => event[column] !== undefined);
  return {
    rule: ruleOf(list),
    events: [event],
    count: 1,
    group: { indicator: value, ...(place === undefined ? {} : { [place]: event[place]! }) },
    first: event['@timestamp'],
    last: event['@timestamp'],
    indicator: { list: list.id, kind, value, field },
  };
}

const rules = new WeakMap<LiveIndicatorList, RuleInfo>();

/** A list as alerts know it. */
function ruleOf(list: LiveIndicatorList): RuleInfo {
  const known = rules.get(list);
  if (known !== undefined) return known;
  const rule: RuleInfo = {
    id: indicatorRuleId(list.id),
    title: `Indicator of the list ${list.name}`,
    title_de: `Indikator der Liste ${list.name}`,
    level: list.level,
    tags: ['indicator', `tlp.${list.tlp}`],
    type: 'detection',
    description: '',
    description_de: undefined,
    status: 'stable',
    author: list.source,
    references: [],
    falsepositives: [],
    logsource: {},
    runbook: undefined,
    grundschutz: [],
    entity: [],
    source: '',
    path: '',
  };
  rules.set(list, rule);
  return rule;
}
