import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Assignment } from '../../../server/contract/modelling.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';

interface RejectDialogProps {
  /** undefined: the dialog is closed. */
  assignment: Assignment | undefined;
  isPending: boolean;
  onCancel(): void;
  onSubmit(assignment: Assignment, reason: string): void;
}

/** Asks why a Baustein does not apply: A.3 of the reference documents wants to know. */
export function RejectDialog(props: RejectDialogProps) {
  const { t } = useMessages();
  const { assignment, onCancel } = props;
  return (
    <Dialog
      title={t('modelling.reject_title', { baustein: assignment?.baustein ?? '' })}
      isOpen={assignment !== undefined}
      onClose={onCancel}
    >
      {assignment ? <RejectForm {...props} assignment={assignment} /> : null}
    </Dialog>
  );
}

function RejectForm({
  assignment,
  isPending,
  onCancel,
  onSubmit,
}: RejectDialogProps & { assignment: Assignment }) {
  const { t } = useMessages();
  const [reason, setReason] = useState(assignment.reason);
  const [checked, setChecked] = useState(false);
  const missing = checked && reason.trim() === '';
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (reason.trim() !== '') onSubmit(assignment, reason);
      }}
    >
      <TextField
        label={t('modelling.reason')}
        hint={t('modelling.reason_hint')}
        rows={3}
        maxLength={2000}
        value={reason}
        error={missing ? t('targets.required') : undefined}
        onChange={setReason}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('modelling.reject')} isPending={isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onCancel} />
      </div>
    </Form>
  );
}
