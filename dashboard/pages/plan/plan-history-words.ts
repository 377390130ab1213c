import type { PlanEntry, PlanSubject } from '../../../server/contract/plan.js';
import type { Estimate } from '../../../server/contract/risk.js';
import type { MessageKey, Messages } from '../../i18n/messages.js';

/** What the page says anyway, or what says nothing to a person. */
const unsaid = new Set(['target_object', 'threat', 'due']);

const names: Readonly<Record<string, MessageKey>> = {
  title: 'plan.measure',
  description: 'targets.description',
  priority: 'plan.priority',
  responsible: 'plan.responsible',
  cost_once: 'plan.cost_once',
  cost_yearly: 'plan.cost_yearly',
  starts_on: 'plan.starts_on',
  deadline: 'plan.deadline',
  state: 'plan.state',
  reason: 'history.field.reason',
  relevance: 'risk.relevance',
  before: 'risk.matrix.before',
  after: 'risk.matrix.after',
  risk_before: 'plan.field.risk_before',
  risk_after: 'plan.field.risk_after',
  treatment: 'risk.treatment',
  treatment_note: 'risk.remark',
  owner: 'risk.owner',
  applicable: 'soa.applicable',
  grounds: 'soa.grounds',
  justification: 'soa.justification',
  override: 'soa.override',
};

/** @returns a field's name in words; one that no words are known of as the program calls it */
export function fieldName({ t }: Messages, subject: PlanSubject, field: string): string {
  if (subject === 'measure' && field === 'after') return t('plan.after');
  const name = names[field];
  return name ? t(name) : field;
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** @returns the fields that an entry says something of */
export const changedFields = ({ old, new: next }: PlanEntry): string[] =>
  Object.keys({ ...old, ...next }).filter(
    (field) => !unsaid.has(field) && !(isBlank(old?.[field]) && isBlank(next?.[field])),
  );

/** Fields whose values are words of the program, and where their translations are. */
const words = {
  state: 'plan.state',
  relevance: 'risk.relevance',
  treatment: 'risk.treatment',
  risk_before: 'risk.level',
  risk_after: 'risk.level',
} as const;

const isEstimate = (value: unknown): value is Estimate =>
  typeof value === 'object' && value !== null && 'frequency' in value && 'damage' in value;

/** @returns a value as a person reads it */
export function fieldValue(messages: Messages, field: string, value: unknown): string {
  const { t, date, number } = messages;
  if (isBlank(value)) return '–';
  if (isEstimate(value))
    return `${t(`risk.frequency.${value.frequency}`)}, ${t(`risk.damage.${value.damage}`)}`;
  if (typeof value === 'boolean') return t(value ? 'import.yes' : 'import.no');
  if (typeof value === 'number') return number(value);
  if (field === 'grounds' && Array.isArray(value)) {
    return value.map((ground) => t(`soa.ground.${ground}` as MessageKey)).join(', ');
  }
  if (Array.isArray(value)) return number(value.length);
  if (typeof value === 'object') {
    const { state, reason } = value as { state?: string; reason?: string };
    return [state ? t(`soa.state.${state}` as MessageKey) : '', reason ?? ''].filter(Boolean).join(': ');
  }
  const text = String(value);
  if (Object.hasOwn(words, field)) return t(`${words[field as keyof typeof words]}.${text}` as MessageKey);
  return /^\d{4}-\d\d-\d\d$/.test(text) ? date(text) : text;
}
