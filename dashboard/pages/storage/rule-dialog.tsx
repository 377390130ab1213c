import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { RetentionPolicy, RetentionState } from '../../../server/contract/retention.js';
import { changeRetention } from '../../api/retention.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { type EditedRule, isDataset, isDays, withoutRule, withRule } from './policy-draft.js';

interface RuleFormProps {
  state: RetentionState;
  rule: EditedRule;
  onClose(): void;
}

function RuleForm({ state, rule, onClose }: RuleFormProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(rule);
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: (policy: RetentionPolicy) =>
      changeRetention(state.tenant, { policy, version: state.version, reason: reason.trim() }),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['retention'] }),
  });
  const wrong = {
    dataset: draft.kind === 'dataset' && !isDataset(draft.dataset),
    days: !isDays(draft.days),
    reason: reason.trim() === '',
  };
  const shown = (isWrong: boolean, text: string) => (checked && isWrong ? text : undefined);
  const submit = (policy: RetentionPolicy, asked: boolean[]) => {
    setChecked(true);
    if (!asked.includes(true)) save.mutate(policy);
  };
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit(withRule(state.policy, draft, rule.dataset), Object.values(wrong));
      }}
    >
      {save.isError ? <ErrorNotice error={save.error} /> : null}
      {draft.kind === 'dataset' ? (
        <TextField
          label={t('sources.column.dataset')}
          hint={t('storage.dataset_hint')}
          value={draft.dataset}
          onChange={(dataset) => setDraft({ ...draft, dataset })}
          autoFocus={rule.isNew}
          maxLength={101}
          error={shown(wrong.dataset, t('storage.dataset_wrong'))}
        />
      ) : null}
      <TextField
        label={t('storage.days_label')}
        hint={t('storage.days_hint')}
        inputMode="numeric"
        value={draft.days}
        onChange={(days) => setDraft({ ...draft, days })}
        autoFocus={!rule.isNew}
        error={shown(wrong.days, t('storage.days_wrong'))}
      />
      {draft.kind === 'alerts' ? null : (
        <TextField
          label={t('storage.purpose')}
          hint={t('storage.purpose_hint')}
          maxLength={500}
          value={draft.purpose}
          onChange={(purpose) => setDraft({ ...draft, purpose })}
        />
      )}
      <TextField
        label={t('storage.reason')}
        maxLength={2000}
        rows={2}
        value={reason}
        onChange={setReason}
        error={shown(wrong.reason, t('targets.required'))}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        {draft.kind === 'dataset' && !rule.isNew ? (
          <Button
            variant="danger"
            icon="remove"
            label={t('storage.remove_rule')}
            onPress={() => submit(withoutRule(state.policy, rule.dataset), [wrong.reason])}
          />
        ) : null}
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Changes one rule; `undefined` closes it. */
export function RuleDialog({
  state,
  rule,
  onClose,
}: {
  state: RetentionState;
  rule: EditedRule | undefined;
  onClose(): void;
}) {
  const { t } = useMessages();
  return (
    <Dialog
      title={t(rule?.isNew ? 'storage.add_rule' : 'storage.change_rule')}
      isOpen={rule !== undefined}
      onClose={onClose}
    >
      {rule ? <RuleForm state={state} rule={rule} onClose={onClose} /> : null}
    </Dialog>
  );
}
