import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type {
  NotificationCalendar,
  NotificationPlan,
  NotificationPlanState,
} from '../../../server/contract/notification-plan.js';
import { savePlan } from '../../api/notifications.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import { useTenant } from '../rules/tenant-select.js';

/** A plan that is being changed; nothing of it is in force before it is stored. */
export interface PlanDraft {
  plan: NotificationPlan;
  changed: boolean;
  /** Whether the user may change it. */
  manage: boolean;
  change(plan: NotificationPlan): void;
  changeCalendar(change: Partial<NotificationCalendar>): void;
  save(): void;
  discard(): void;
  saving: boolean;
  error: unknown;
}

/** @returns whether the user may change channels and routes */
export function useManages(): boolean {
  const tenant = useTenant();
  const memberships = useSession().user?.memberships ?? [];
  return memberships.some((held) => held.tenant === tenant && held.roles.includes('admin'));
}

export function usePlanDraft(tenant: string, { plan: stored, version }: NotificationPlanState): PlanDraft {
  const queries = useQueryClient();
  const manage = useManages();
  const [plan, setPlan] = useState(stored);
  const save = useMutation({
    mutationFn: () => savePlan(tenant, plan, version),
    onSuccess: (state) => queries.setQueryData(['notifications', tenant, 'plan'], state),
  });
  return {
    plan,
    changed: JSON.stringify(plan) !== JSON.stringify(stored),
    manage,
    change: setPlan,
    changeCalendar: (change) => setPlan({ ...plan, calendar: { ...plan.calendar, ...change } }),
    save: () => save.mutate(),
    discard: () => {
      save.reset();
      setPlan(stored);
    },
    saving: save.isPending,
    error: save.error,
  };
}

/** Says that there are changes that are not in force, and stores them. */
export function PlanBar({ draft }: { draft: PlanDraft }) {
  const { t } = useMessages();
  const [asking, setAsking] = useState(false);
  if (!draft.changed) return null;
  return (
    <section className="gw-save-bar" aria-label={t('notify.unsaved')}>
      <SaveFault error={draft.error} />
      <div className="gw-form__actions">
        <span>{t('notify.unsaved')}</span>
        <Button
          variant="primary"
          label={t('notify.save_plan')}
          isPending={draft.saving}
          onPress={draft.save}
        />
        <Button variant="tertiary" label={t('notify.discard_changes')} onPress={() => setAsking(true)} />
      </div>
      <ConfirmDialog
        title={t('notify.discard_changes')}
        text={t('notify.discard_changes_text')}
        action={t('notify.discard_changes')}
        isOpen={asking}
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          draft.discard();
        }}
      />
    </section>
  );
}
