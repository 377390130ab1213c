import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Alert, CloseReason } from '../../../server/contract/alert.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { RadioField, TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from './rule-title.js';

const reasons: readonly CloseReason[] = ['true_positive', 'benign', 'false_positive', 'duplicate', 'test'];

interface CloseDialogProps {
  alert: Alert | undefined;
  isPending: boolean;
  onCancel(): void;
  onSubmit(reason: CloseReason, comment: string | undefined): void;
}

function CloseForm({ alert, isPending, onCancel, onSubmit }: CloseDialogProps & { alert: Alert }) {
  const { t, language } = useMessages();
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
      <p className="gw-form__subject">
        {ruleTitle(alert.rule, language)} <span className="gw-muted">{alert.entity.value}</span>
      </p>
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

/** Asks why an alert is closed. */
export function CloseDialog(props: CloseDialogProps) {
  const { t } = useMessages();
  const { alert, onCancel } = props;
  return (
    <Dialog title={t('alerts.close_title')} isOpen={alert !== undefined} onClose={onCancel}>
      {alert ? <CloseForm {...props} alert={alert} /> : null}
    </Dialog>
  );
}
