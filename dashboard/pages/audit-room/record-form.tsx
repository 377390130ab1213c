import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { AuditRecordInput } from '../../../server/contract/audit-room.js';
import type { FindingKind } from '../../../server/contract/iso.js';
import { addRecord } from '../../api/audit-room.js';
import { Button } from '../../components/button.js';
import { RadioField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { findingKinds } from '../iso/iso-words.js';

interface RecordFormProps {
  grant: string;
  sample: string;
  requirement: string;
  target_object: string | null;
  onSaved(): void;
}

/** What the auditor says of something drawn. */
export function RecordForm({ grant, sample, requirement, target_object, onSaved }: RecordFormProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [kind, setKind] = useState<FindingKind | 'conform'>();
  const [title, setTitle] = useState('');
  const [note, setNote] = useState('');
  const [checked, setChecked] = useState(false);
  const isFinding = kind !== undefined && kind !== 'conform';
  const isUntitled = isFinding && title.trim() === '';
  const save = useMutation({
    mutationFn(chosen: FindingKind | 'conform') {
      const of = { requirement, target_object, note };
      const input: AuditRecordInput =
        chosen === 'conform' ? { ...of, result: chosen } : { ...of, result: 'finding', kind: chosen, title };
      return addRecord(grant, sample, input);
    },
    onSuccess() {
      void queries.invalidateQueries({ queryKey: ['room', grant] });
      onSaved();
    },
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (kind !== undefined && !isUntitled) save.mutate(kind);
      }}
    >
      <SaveFault error={save.error} />
      <RadioField<FindingKind | 'conform'>
        label={t('room.result')}
        value={kind}
        options={[
          { value: 'conform', label: t('room.result.conform') },
          ...findingKinds.map((value) => ({ value, label: t(`finding.kind.${value}`) })),
        ]}
        onChange={setKind}
        error={checked && kind === undefined ? t('room.result_missing') : undefined}
      />
      {isFinding ? (
        <TextField
          label={t('finding.title')}
          maxLength={300}
          value={title}
          onChange={setTitle}
          error={checked && isUntitled ? t('targets.required') : undefined}
        />
      ) : null}
      <TextField
        label={t('room.note')}
        hint={t('room.note_hint')}
        rows={4}
        maxLength={4000}
        value={note}
        onChange={setNote}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('room.record')} isPending={save.isPending} />
      </div>
    </Form>
  );
}
