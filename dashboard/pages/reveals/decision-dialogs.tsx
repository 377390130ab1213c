import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Reveal } from '../../../server/contract/pseudonym.js';
import { approveReveal, refuseReveal } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { leastReason } from '../pseudonyms/limits.js';

interface DecisionProps {
  reveal: Reveal;
  onClose(): void;
}

const times = ['15', '60', '240', '480', '1440'] as const;

function ApproveForm({ reveal, onClose }: DecisionProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [minutes, setMinutes] = useState<(typeof times)[number]>('60');
  const [passphrase, setPassphrase] = useState('');
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const approve = useMutation({
    mutationFn: () =>
      approveReveal(reveal.tenant, reveal.id, {
        minutes: Number(minutes),
        passphrase,
        reason: reason.trim(),
      }),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['reveals'] }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (passphrase !== '') approve.mutate();
      }}
    >
      {approve.isError ? <ErrorNotice error={approve.error} /> : null}
      <p>{t('reveals.approve_text', { name: reveal.requested_by })}</p>
      <p className="gw-prose">{reveal.reason}</p>
      <SelectField<(typeof times)[number]>
        label={t('reveals.for')}
        value={minutes}
        options={times.map((value) => ({ value, label: t(`reveals.minutes.${value}`) }))}
        onChange={setMinutes}
      />
      <TextField
        type="password"
        autoComplete="off"
        label={t('pseudonyms.passphrase.approver')}
        value={passphrase}
        onChange={setPassphrase}
        error={checked && passphrase === '' ? t('targets.required') : undefined}
      />
      <TextField label={t('reveals.note')} rows={2} maxLength={2000} value={reason} onChange={setReason} />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('reveals.approve')} isPending={approve.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

function RefuseForm({ reveal, onClose }: DecisionProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const refuse = useMutation({
    mutationFn: () => refuseReveal(reveal.tenant, reveal.id, reason.trim()),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['reveals'] }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (reason.trim().length >= leastReason) refuse.mutate();
      }}
    >
      {refuse.isError ? <ErrorNotice error={refuse.error} /> : null}
      <TextField
        label={t('storage.reason')}
        rows={3}
        maxLength={2000}
        value={reason}
        onChange={setReason}
        error={checked && reason.trim().length < leastReason ? t('pseudonyms.reason_short') : undefined}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="danger" label={t('reveals.refuse')} isPending={refuse.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** The second person opens the approving side for a while. */
export function ApproveDialog({ isOpen, ...rest }: DecisionProps & { isOpen: boolean }) {
  const { t } = useMessages();
  return (
    <Dialog title={t('reveals.approve_title')} isOpen={isOpen} onClose={rest.onClose}>
      <ApproveForm {...rest} />
    </Dialog>
  );
}

/** The second person says no, and why. */
export function RefuseDialog({ isOpen, ...rest }: DecisionProps & { isOpen: boolean }) {
  const { t } = useMessages();
  return (
    <Dialog title={t('reveals.refuse_title')} isOpen={isOpen} onClose={rest.onClose}>
      <RefuseForm {...rest} />
    </Dialog>
  );
}
