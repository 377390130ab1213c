import type { PlanOverview } from '../../../server/contract/plan.js';
import { useMessages } from '../../i18n/messages.js';

/** The plan in a few numbers. */
export function PlanFigures({ overview }: { overview: PlanOverview }) {
  const { t, number } = useMessages();
  const { states, overdue, soon, without_deadline, without_responsible, cost_once, cost_yearly } = overview;
  const figures: { name: string; value: string; warns?: boolean }[] = [
    { name: t('plan.figure.open'), value: number(states.open + states.in_progress) },
    { name: t('plan.figure.overdue'), value: number(overdue), warns: overdue > 0 },
    { name: t('plan.figure.soon'), value: number(soon) },
    { name: t('plan.figure.without_deadline'), value: number(without_deadline) },
    { name: t('plan.figure.without_responsible'), value: number(without_responsible) },
    { name: t('plan.figure.done'), value: number(states.done) },
    { name: t('plan.figure.accepted'), value: number(states.accepted) },
    { name: t('plan.figure.cost'), value: t('plan.euros', { amount: number(cost_once) }) },
    { name: t('plan.figure.cost_yearly'), value: t('plan.euros', { amount: number(cost_yearly) }) },
  ];
  return (
    <dl className="gw-figures">
      {figures.map(({ name, value, warns }) => (
        <div key={name} className="gw-figures__item">
          <dt>{name}</dt>
          <dd className={warns ? 'gw-figure--warning' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
