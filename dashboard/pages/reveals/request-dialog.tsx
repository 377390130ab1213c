import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { RevealInput, RevealObject } from '../../../server/contract/pseudonym.js';
import { requestReveal } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { leastReason } from '../pseudonyms/limits.js';
import { legalBases } from './legal-bases.js';

interface RequestProps {
  tenant: string;
  /** What is to be revealed; without it a pseudonym is typed. */
  object?: RevealObject;
  onClose(): void;
}

function RequestForm({ tenant, object, onClose }: RequestProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [value, setValue] = useState('');
  const [reason, setReason] = useState('');
  const [basis, setBasis] = useState<RevealInput['legal_basis']>('works-agreement');
  const [text, setText] = useState('');
  const [checked, setChecked] = useState(false);
  const asked = object ?? { kind: 'pseudonym' as const, value: value.trim() };
  const ask = useMutation({
    mutationFn: () =>
      requestReveal(tenant, {
        object: asked,
        reason: reason.trim(),
        legal_basis: basis,
        legal_text: text.trim(),
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
        if (asked.value.length > 2 && reason.trim().length >= leastReason) ask.mutate();
      }}
    >
      {ask.isError ? <ErrorNotice error={ask.error} /> : null}
      <p>{t(asked.kind === 'alert' ? 'reveals.request_alert' : 'reveals.request_pseudonym')}</p>
      {object === undefined ? (
        <TextField
          label={t('pseudonyms.pseudonym')}
          hint={t('reveals.pseudonym_hint')}
          value={value}
          onChange={setValue}
          error={checked && value.trim().length < 3 ? t('targets.required') : undefined}
        />
      ) : null}
      <TextField
        label={t('storage.reason')}
        hint={t('reveals.reason_hint')}
        rows={3}
        maxLength={2000}
        value={reason}
        onChange={setReason}
        error={checked && reason.trim().length < leastReason ? t('pseudonyms.reason_short') : undefined}
      />
      <SelectField<RevealInput['legal_basis']>
        label={t('reveals.legal_basis')}
        value={basis}
        options={legalBases.map((each) => ({ value: each, label: t(`reveals.basis.${each}`) }))}
        onChange={setBasis}
      />
      <TextField label={t('reveals.legal_text')} maxLength={500} value={text} onChange={setText} />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('reveals.request_now')} isPending={ask.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Asks a second person to reveal. */
export function RequestDialog({ isOpen, ...rest }: RequestProps & { isOpen: boolean }) {
  const { t } = useMessages();
  return (
    <Dialog title={t('reveals.request')} isOpen={isOpen} onClose={rest.onClose}>
      <RequestForm {...rest} />
    </Dialog>
  );
}
