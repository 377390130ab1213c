import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OwnRuleDetail } from '../../../server/contract/own-rule.js';
import { addOwnRule, saveOwnRule } from '../../api/own-rules.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useTenant } from './tenant-select.js';

interface SaveRuleProps {
  yaml: string;
  /** The file that it was opened from; undefined: a new one. */
  file: OwnRuleDetail | undefined;
  reviewRequired: boolean;
  isDisabled: boolean;
  onSaved(saved: OwnRuleDetail): void;
}

/** Saves the text as a draft, or puts it in force; where that is required, a second person has to see it first. */
export function SaveRule({ yaml, file, reviewRequired, isDisabled, onSaved }: SaveRuleProps) {
  const { t } = useMessages();
  const tenant = useTenant();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: (put_in_force: boolean) => {
      const input = { yaml, put_in_force, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) };
      return file === undefined
        ? addOwnRule(tenant, input)
        : saveOwnRule(file.id, tenant, { ...input, revision: file.revision });
    },
    onSuccess: async (saved) => {
      queries.setQueryData(['own-rules', tenant, saved.id], saved);
      await queries.invalidateQueries({ queryKey: ['own-rules', tenant], exact: true });
      await queries.invalidateQueries({ queryKey: ['rules'] });
      setReason('');
      onSaved(saved);
    },
  });
  const pending = (putsInForce: boolean) => save.isPending && save.variables === putsInForce;
  return (
    <div className="gw-form">
      <TextField
        label={t('rules.reason')}
        hint={t('rules.reason_hint')}
        value={reason}
        onChange={setReason}
        maxLength={2000}
      />
      <div className="gw-form__actions">
        <Button
          variant="primary"
          label={t(reviewRequired ? 'rules.edit.ask' : 'rules.edit.put_in_force')}
          isDisabled={isDisabled || save.isPending}
          isPending={pending(true)}
          onPress={() => save.mutate(true)}
        />
        <Button
          label={t('rules.edit.save_draft')}
          isDisabled={isDisabled || save.isPending}
          isPending={pending(false)}
          onPress={() => save.mutate(false)}
        />
      </div>
      {save.error ? <ErrorNotice error={save.error} /> : null}
    </div>
  );
}
