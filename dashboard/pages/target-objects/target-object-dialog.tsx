import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { TargetObject, TargetObjectType } from '../../../server/contract/isms.js';
import { ApiError } from '../../api/http.js';
import { createTargetObject, updateTargetObject } from '../../api/isms.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { draftOf, inputOf } from './draft.js';

const types: readonly TargetObjectType[] = [
  'process',
  'information',
  'application',
  'it_system',
  'ics_system',
  'iot_device',
  'network',
  'room',
  'building',
  'service_provider',
];

interface TargetObjectFormProps {
  object: TargetObject | undefined;
  onClose(): void;
  onSaved(): void;
}

function TargetObjectForm({ object, onClose, onSaved }: TargetObjectFormProps) {
  const { t } = useMessages();
  const [draft, setDraft] = useState(() => draftOf(object));
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      object
        ? updateTargetObject(object.id, inputOf(draft), object.version)
        : createTargetObject(inputOf(draft)),
    onSuccess() {
      onSaved();
      onClose();
    },
  });
  const conflict = save.error instanceof ApiError && save.error.status === 409;
  const missing = (text: string) => (checked && text.trim() === '' ? t('targets.required') : undefined);
  const bind = (name: Exclude<keyof typeof draft, 'type'>) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  const wrongCount = !/^[1-9]\d{0,6}$/.test(draft.count);

  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.key.trim() && draft.name.trim() && !wrongCount) save.mutate();
      }}
    >
      {conflict ? (
        <Notice tone="warning" title={t('error.CONFLICT')}>
          <p>{t('targets.conflict_text')}</p>
        </Notice>
      ) : null}
      {save.isError && !conflict ? <ErrorNotice error={save.error} /> : null}
      <FieldRow>
        <TextField
          label={t('targets.key')}
          hint={t('targets.key_hint')}
          maxLength={40}
          autoFocus
          error={missing(draft.key)}
          {...bind('key')}
        />
        <SelectField
          label={t('targets.type')}
          value={draft.type}
          options={types.map((value) => ({ value, label: t(`target_type.${value}`) }))}
          onChange={(type) => setDraft({ ...draft, type })}
        />
      </FieldRow>
      <TextField label={t('targets.name')} maxLength={200} error={missing(draft.name)} {...bind('name')} />
      <TextField label={t('targets.description')} maxLength={4000} rows={2} {...bind('description')} />
      <FieldRow>
        <TextField label={t('targets.platform')} maxLength={200} {...bind('platform')} />
        <TextField
          label={t('targets.count_column')}
          inputMode="numeric"
          error={checked && wrongCount ? t('targets.count_wrong') : undefined}
          {...bind('count')}
        />
      </FieldRow>
      <FieldRow>
        <TextField label={t('targets.location')} maxLength={200} {...bind('location')} />
        <TextField label={t('targets.owner')} maxLength={200} {...bind('owner')} />
      </FieldRow>
      <FieldRow>
        <TextField
          label={t('targets.hostnames')}
          hint={t('targets.one_per_line')}
          rows={3}
          {...bind('hostnames')}
        />
        <TextField
          label={t('targets.addresses')}
          hint={t('targets.one_per_line')}
          rows={3}
          {...bind('addresses')}
        />
      </FieldRow>
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

interface TargetObjectDialogProps {
  /** The object to change, `new` to create one, undefined when closed. */
  edited: TargetObject | 'new' | undefined;
  onClose(): void;
  onSaved(): void;
}

/** Creates or changes a target object. */
export function TargetObjectDialog({ edited, onClose, onSaved }: TargetObjectDialogProps) {
  const { t } = useMessages();
  const object = edited === 'new' ? undefined : edited;
  return (
    <Dialog
      wide
      title={t(object ? 'targets.edit' : 'targets.create')}
      isOpen={edited !== undefined}
      onClose={onClose}
    >
      <TargetObjectForm object={object} onClose={onClose} onSaved={onSaved} />
    </Dialog>
  );
}
