import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { TargetObject } from '../../../server/contract/isms.js';
import { ApiError } from '../../api/http.js';
import { createTargetObject, updateTargetObject } from '../../api/isms.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { type Draft, draftOf, inputOf, statuses, types } from './draft.js';

interface TargetObjectFormProps {
  object: TargetObject | undefined;
  domain: DomainRef;
  /** Of the domain; the groups among them are offered. */
  objects: readonly TargetObject[];
  onClose(): void;
  onSaved(): void;
}

function TargetObjectForm({ object, domain, objects, onClose, onSaved }: TargetObjectFormProps) {
  const { t } = useMessages();
  const [draft, setDraft] = useState(() => draftOf(object));
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      object
        ? updateTargetObject(object.id, inputOf(draft), object.version)
        : createTargetObject(domain, inputOf(draft)),
    onSuccess() {
      onSaved();
      onClose();
    },
  });
  const conflict = save.error instanceof ApiError && save.error.status === 409;
  const missing = (text: string) => (checked && text.trim() === '' ? t('targets.required') : undefined);
  const groups = objects.filter(
    (each) => each.is_group && each.type === draft.type && each.id !== object?.id,
  );
  const bind = (name: Exclude<keyof Draft, 'type' | 'status' | 'is_group' | 'group'>) => ({
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
          onChange={(type) => setDraft({ ...draft, type, group: '' })}
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
        <TextField label={t('targets.users')} maxLength={1000} {...bind('users')} />
        <SelectField
          label={t('targets.status')}
          value={draft.status}
          options={statuses.map((value) => ({ value, label: t(`target_status.${value}`) }))}
          onChange={(status) => setDraft({ ...draft, status })}
        />
      </FieldRow>
      <FieldRow>
        <Switch
          label={t('targets.is_group_hint')}
          isSelected={draft.is_group}
          onChange={(is_group) => setDraft({ ...draft, is_group })}
        />
        {draft.is_group || groups.length === 0 ? null : (
          <SelectField
            label={t('targets.group')}
            value={draft.group}
            options={[
              { value: '', label: t('targets.no_group') },
              ...groups.map(({ id, key, name }) => ({ value: id, label: `${key} ${name}` })),
            ]}
            onChange={(group) => setDraft({ ...draft, group })}
          />
        )}
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
      <TextField label={t('targets.tags')} hint={t('targets.tags_hint')} {...bind('tags')} />
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
  domain: DomainRef;
  objects: readonly TargetObject[];
  onClose(): void;
  onSaved(): void;
}

/** Creates or changes a target object. */
export function TargetObjectDialog({ edited, domain, objects, onClose, onSaved }: TargetObjectDialogProps) {
  const { t } = useMessages();
  const object = edited === 'new' ? undefined : edited;
  return (
    <Dialog
      wide
      title={t(object ? 'targets.edit' : 'targets.create')}
      isOpen={edited !== undefined}
      onClose={onClose}
    >
      <TargetObjectForm
        object={object}
        domain={domain}
        objects={objects}
        onClose={onClose}
        onSaved={onSaved}
      />
    </Dialog>
  );
}
