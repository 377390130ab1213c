import type { RuleDetail } from '../contract/rule-views.js';
import { visible } from './detect-hit.js';
import { formatTable } from './detect-output.js';

/** @returns a rule's state, exceptions and history, to be read on a terminal */
export function formatState(rule: RuleDetail): string {
  const { id, title, level, set, state, alerts, last_alert } = rule;
  const facts = [
    ['rule', `${title} (${id})`],
    ['set', set ?? '-'],
    ['state', stateOf(state)],
    ['level', state.level === null ? level : `${state.level} (of the rule itself: ${level})`],
    ['alerts', last_alert === null ? 'none in 30 days' : `${alerts} in 30 days, the last ${last_alert}`],
  ];
  const head = facts.map(([name, value]) => `${name!.padEnd(8)}${visible(value!)}\n`).join('');
  return [head, exceptionTable(rule), historyTable(rule)].filter((part) => part !== '').join('\n');
}

function stateOf({ enabled, in_force }: RuleDetail['state']): string {
  if (!enabled) return 'switched off';
  return in_force ? 'in force' : 'switched on, but its set or the configuration keeps it out of force';
}

function exceptionTable({ exceptions }: RuleDetail): string {
  const rows = exceptions.map(({ id, title, author, created_at, expires_at, expired, problems }) => {
    const effect = problems.length > 0 ? 'faulty, no effect' : expired ? 'expired' : 'in effect';
    return [id, title, author, created_at, expires_at ?? 'never', effect].map(visible);
  });
  return formatTable(['exception', 'title', 'author', 'since', 'expires', 'effect'], rows);
}

function historyTable({ history }: RuleDetail): string {
  const rows = history.map(({ at, by, action, reason }) => [at, by, action, reason ?? ''].map(visible));
  return formatTable(['changed', 'by', 'what', 'reason'], rows);
}
