import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Finding } from '../../../server/contract/iso.js';
import { createFinding, updateFinding } from '../../api/iso.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { findingKinds } from './iso-words.js';
import { useIsoChanged } from './use-iso-changed.js';

interface FindingFormProps {
  audit: string;
  /** undefined: a new one. */
  finding: Finding | undefined;
  objects: readonly TargetObject[];
  onClose(): void;
}

/** What an audit found, why it came about, and how the effect of what was done was seen. */
export function FindingForm({ audit, finding, objects, onClose }: FindingFormProps) {
  const { t } = useMessages();
  const changed = useIsoChanged();
  const [draft, setDraft] = useState({
    kind: finding?.kind ?? ('minor' as const),
    title: finding?.title ?? '',
    description: finding?.description ?? '',
    control: finding?.control ?? '',
    target_object: finding?.target_object ?? '',
    cause: finding?.cause ?? '',
    closed: finding?.closed ?? false,
    verification: finding?.verification ?? '',
  });
  const [checked, setChecked] = useState(false);
  const input = { ...draft, target_object: draft.target_object === '' ? null : draft.target_object };
  const save = useMutation({
    mutationFn: () => (finding ? updateFinding(finding, input) : createFinding(audit, input)),
    onSuccess() {
      changed();
      onClose();
    },
  });
  const bind = (name: 'title' | 'description' | 'control' | 'cause' | 'verification') => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.title.trim() !== '') save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      <FieldRow>
        <SelectField
          label={t('finding.kind')}
          value={draft.kind}
          options={findingKinds.map((value) => ({ value, label: t(`finding.kind.${value}`) }))}
          onChange={(kind) => setDraft({ ...draft, kind })}
        />
        <TextField
          label={t('finding.control')}
          hint={t('finding.control_hint')}
          maxLength={60}
          {...bind('control')}
        />
      </FieldRow>
      <TextField
        label={t('finding.title')}
        maxLength={300}
        error={checked && draft.title.trim() === '' ? t('targets.required') : undefined}
        {...bind('title')}
      />
      <TextField label={t('targets.description')} rows={3} maxLength={4000} {...bind('description')} />
      <SelectField
        label={t('finding.object')}
        value={draft.target_object}
        options={[
          { value: '', label: t('plan.whole_domain') },
          ...objects.map(({ id, key, name }) => ({ value: id, label: `${key} ${name}` })),
        ]}
        onChange={(target_object) => setDraft({ ...draft, target_object })}
      />
      {finding ? (
        <>
          <TextField label={t('finding.cause')} rows={2} maxLength={4000} {...bind('cause')} />
          <TextField label={t('finding.verification')} rows={2} maxLength={4000} {...bind('verification')} />
          <Switch
            label={t('finding.close')}
            isSelected={draft.closed}
            onChange={(closed) => setDraft({ ...draft, closed })}
          />
        </>
      ) : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
