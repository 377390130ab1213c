import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { getSubjectAccess } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { leastReason } from './limits.js';

/** What is stored of a person, for that person: Art. 15 GDPR. */
export function SubjectPanel({ tenant }: { tenant: string }) {
  const { t } = useMessages();
  const [identifiers, setIdentifiers] = useState('');
  const [reason, setReason] = useState('');
  const [format, setFormat] = useState<'json' | 'csv'>('json');
  const [checked, setChecked] = useState(false);
  const values = identifiers
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length > 1);
  const make = useMutation({
    mutationFn: async () => {
      const response = await getSubjectAccess(tenant, { identifiers: values, reason: reason.trim(), format });
      const address = URL.createObjectURL(await response.blob());
      const link = document.createElement('a');
      link.href = address;
      link.download = `subject-access.${format}`;
      link.click();
      URL.revokeObjectURL(address);
    },
  });
  return (
    <section className="gw-panel" aria-labelledby="subject-access">
      <h2 id="subject-access" className="gw-panel__title">
        {t('pseudonyms.subject')}
      </h2>
      <p>{t('pseudonyms.subject_text')}</p>
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (values.length > 0 && reason.trim().length >= leastReason) make.mutate();
        }}
      >
        {make.isError ? <ErrorNotice error={make.error} /> : null}
        <TextField
          label={t('pseudonyms.identifiers')}
          hint={t('pseudonyms.identifiers_hint')}
          rows={4}
          value={identifiers}
          onChange={setIdentifiers}
          error={checked && values.length === 0 ? t('targets.required') : undefined}
        />
        <TextField
          label={t('pseudonyms.subject_reason')}
          rows={2}
          value={reason}
          onChange={setReason}
          error={checked && reason.trim().length < leastReason ? t('pseudonyms.reason_short') : undefined}
        />
        <SelectField<'json' | 'csv'>
          label={t('pseudonyms.format')}
          value={format}
          options={[
            { value: 'json', label: 'JSON' },
            { value: 'csv', label: 'CSV' },
          ]}
          onChange={setFormat}
        />
        <div className="gw-form__actions">
          <Button type="submit" label={t('pseudonyms.subject_now')} isPending={make.isPending} />
        </div>
      </Form>
    </section>
  );
}
