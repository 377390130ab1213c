import type { RetentionPolicy } from '../../../server/contract/retention.js';

/** A rule as a form holds it. */
export interface EditedRule {
  kind: 'general' | 'dataset' | 'alerts';
  /** Empty unless it is a dataset's. */
  dataset: string;
  days: string;
  purpose: string;
  isNew: boolean;
}

/** @returns every rule of a policy, the general one first */
export function rulesOf({ days, purpose, alert_days, datasets }: RetentionPolicy): EditedRule[] {
  const rule = (kind: EditedRule['kind'], dataset: string, stays: number, why: string): EditedRule => ({
    kind,
    dataset,
    days: String(stays),
    purpose: why,
    isNew: false,
  });
  return [
    rule('general', '', days, purpose),
    ...datasets.map((own) => rule('dataset', own.dataset, own.days, own.purpose)),
    rule('alerts', '', alert_days, ''),
  ];
}

/** @returns the policy with the rule in it; `former` is the dataset's name before */
export function withRule(policy: RetentionPolicy, rule: EditedRule, former: string): RetentionPolicy {
  const days = Number(rule.days);
  const purpose = rule.purpose.trim();
  if (rule.kind === 'general') return { ...policy, days, purpose };
  if (rule.kind === 'alerts') return { ...policy, alert_days: days };
  const dataset = rule.dataset.trim();
  const others = policy.datasets.filter((own) => own.dataset !== former && own.dataset !== dataset);
  return { ...policy, datasets: [...others, { dataset, days, purpose }] };
}

/** @returns the policy without a dataset's rule */
export function withoutRule(policy: RetentionPolicy, dataset: string): RetentionPolicy {
  return { ...policy, datasets: policy.datasets.filter((own) => own.dataset !== dataset) };
}

export const isDays = (text: string): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 36_500;

export const isDataset = (text: string): boolean => /^[a-z0-9][a-z0-9._-]{0,99}\*?$/.test(text.trim());
