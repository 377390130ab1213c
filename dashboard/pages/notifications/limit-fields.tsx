import type { NotificationPlan } from '../../../server/contract/notification-plan.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import type { PlanDraft } from './plan-draft.js';

const limited = ['critical', 'high', 'medium', 'low'] as const;

/** How often an alert is told again, and when somebody should have looked at it. */
export function LimitFields({ draft }: { draft: PlanDraft }) {
  const { t } = useMessages();
  const { plan, manage, change } = draft;
  const setLimit = (level: (typeof limited)[number], text: string) => {
    const minutes: NotificationPlan['acknowledge_minutes'] = {
      ...plan.acknowledge_minutes,
      [level]: text === '' ? null : Number(text),
    };
    change({ ...plan, acknowledge_minutes: minutes });
  };
  return (
    <section className="gw-panel" aria-labelledby="notify-limits">
      <h3 id="notify-limits" className="gw-panel__title">
        {t('notify.limits')}
      </h3>
      <FieldRow>
        <TextField
          label={t('notify.update_minutes')}
          type="number"
          isReadOnly={!manage}
          value={String(plan.update_minutes)}
          onChange={(text) => change({ ...plan, update_minutes: Number(text) })}
        />
        {limited.map((level) => (
          <TextField
            key={level}
            label={t('notify.acknowledge_minutes', { level: t(`level.${level}`) })}
            type="number"
            isReadOnly={!manage}
            value={String(plan.acknowledge_minutes[level] ?? '')}
            onChange={(text) => setLimit(level, text)}
          />
        ))}
      </FieldRow>
      <p className="gw-muted">{t('notify.limits_text')}</p>
    </section>
  );
}
