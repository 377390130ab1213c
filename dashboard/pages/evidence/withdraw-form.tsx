import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Evidence } from '../../../server/contract/evidence.js';
import { withdrawEvidence } from '../../api/evidence.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { useEvidenceChanged } from './use-evidence-changed.js';

/** Asks why an item is withdrawn. */
export function WithdrawForm({ item, onClose }: { item: Evidence; onClose(): void }) {
  const { t } = useMessages();
  const changed = useEvidenceChanged();
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => withdrawEvidence(item, reason),
    onSuccess() {
      changed();
      onClose();
    },
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (reason.trim() !== '') withdraw.mutate();
      }}
    >
      <p>{t('evidence.withdraw_text')}</p>
      <SaveFault error={withdraw.error} />
      <TextField
        label={t('evidence.withdraw_reason')}
        rows={2}
        maxLength={1000}
        value={reason}
        onChange={setReason}
        error={checked && reason.trim() === '' ? t('targets.required') : undefined}
      />
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="danger"
          label={t('evidence.withdraw')}
          isPending={withdraw.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
