import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { CloseReason } from '../../../server/contract/alert.js';
import { Button } from '../../components/button.js';
import { RadioField, TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';

const reasons: readonly CloseReason[] = ['true_positive', 'benign', 'false_positive', 'duplicate', 'test'];

interface CloseFormProps {
  isPending: boolean;
  onCancel(): void;
  onSubmit(reason: CloseReason, comment: string | undefined): void;
}

/** Asks why alerts are closed. */
export default function CloseForm({ isPending, onCancel, onSubmit }: CloseFormProps) {
  const { t } = useMessages();
  const [reason, setReason] = useState<CloseReason>();
  const [comment, setComment] = useState('');
  const [checked, setChecked] = useState(false);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (reason) onSubmit(reason, comment.trim() || undefined);
      }}
    >
      <RadioField<CloseReason>
        label={t('alerts.close_reason')}
        value={reason}
        options={reasons.map((value) => ({
          value,
          label: t(`reason.${value}`),
          hint: t(`reason_hint.${value}`),
        }))}
        onChange={setReason}
        error={checked && !reason ? t('alerts.close_reason_missing') : undefined}
      />
      <TextField
        label={t('alerts.comment')}
        rows={3}
        maxLength={4000}
        value={comment}
        onChange={setComment}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('alerts.close')} isPending={isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onCancel} />
      </div>
    </Form>
  );
}
