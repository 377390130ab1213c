import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Evidence } from '../../../server/contract/evidence.js';
import type { TargetObject } from '../../../server/contract/isms.js';
import { createEvidence, updateEvidence } from '../../api/evidence.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { FieldRow, RadioField, SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { today as todayHere } from '../../i18n/zoned-time.js';
import { useSession } from '../../state/session.js';
import { draftOf, type EvidenceDraft, type EvidenceFor, inputOf } from './evidence-draft.js';
import { classificationNames } from './evidence-words.js';
import { FileField } from './file-field.js';
import { useEvidenceChanged } from './use-evidence-changed.js';

interface EvidenceFormProps {
  domain: DomainRef;
  /** An item that is there, or what a new one is for. */
  item: Evidence | EvidenceFor;
  objects: readonly TargetObject[];
  onClose(): void;
}

type TextName = 'title' | 'shows' | 'effective_on' | 'valid_until' | 'provided_by' | 'requirements' | 'link';

/** What an item is, shows, serves, and how long it holds. */
export function EvidenceForm({ domain, item, objects, onClose }: EvidenceFormProps) {
  const { t } = useMessages();
  const { user } = useSession();
  const changed = useEvidenceChanged();
  const today = todayHere();
  const [draft, setDraft] = useState(() => draftOf(item, user?.username ?? '', today));
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      'id' in item ? updateEvidence(item, inputOf(draft)) : createEvidence(domain, inputOf(draft)),
    onSuccess() {
      changed();
      onClose();
    },
  });
  const faults = faultsOf(draft, today);
  const set = (change: Partial<EvidenceDraft>): void => setDraft({ ...draft, ...change });
  const bind = (name: TextName) => ({
    value: draft[name],
    onChange: (value: string) => set({ [name]: value }),
    error: checked && faults[name] ? t(faults[name]) : undefined,
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (Object.keys(faults).length === 0) save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      {draft.kind === 'observation' ? null : (
        <RadioField
          label={t('evidence.kind')}
          value={draft.kind}
          options={(['file', 'link'] as const).map((value) => ({
            value,
            label: t(`evidence.kind.${value}`),
          }))}
          onChange={(kind) => set({ kind })}
        />
      )}
      {draft.kind === 'file' ? (
        <FileField
          domain={domain}
          file={draft.file}
          isMissing={checked}
          onUploaded={(file) => set({ file, title: draft.title || file.name.replace(/\.[^.]+$/, '') })}
        />
      ) : null}
      {draft.kind === 'link' ? (
        <TextField label={t('evidence.link')} maxLength={2000} {...bind('link')} />
      ) : null}
      <TextField label={t('evidence.name')} maxLength={300} {...bind('title')} />
      <TextField label={t('evidence.shows')} rows={2} maxLength={4000} {...bind('shows')} />
      <FieldRow>
        <TextField
          label={t('evidence.effective_on')}
          hint={t('evidence.effective_on_hint')}
          type="date"
          {...bind('effective_on')}
        />
        <TextField
          label={t('evidence.valid_until')}
          hint={t('evidence.valid_until_hint')}
          type="date"
          {...bind('valid_until')}
        />
      </FieldRow>
      <FieldRow>
        <TextField label={t('evidence.provided_by')} maxLength={200} {...bind('provided_by')} />
        <SelectField
          label={t('evidence.classification')}
          value={draft.classification}
          options={classificationNames.map((value) => ({
            value,
            label: t(`evidence.classification.${value}`),
          }))}
          onChange={(classification) => set({ classification })}
        />
      </FieldRow>
      <TextField
        label={t('evidence.requirements')}
        hint={t('evidence.requirements_hint')}
        {...bind('requirements')}
      />
      {objects.length > 0 ? (
        <details>
          <summary>
            {t('evidence.objects')} ({draft.target_objects.size || t('evidence.objects_none')})
          </summary>
          <CheckList
            label={t('evidence.objects')}
            options={objects.map(({ id, key, name }) => ({ value: id, label: `${key} ${name}` }))}
            selected={draft.target_objects}
            onChange={(target_objects) => set({ target_objects })}
          />
        </details>
      ) : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

type Fault =
  | 'targets.required'
  | 'evidence.file_missing'
  | 'evidence.link_wrong'
  | 'evidence.effective_on_future'
  | 'evidence.valid_until_wrong';

function faultsOf(draft: EvidenceDraft, today: string): Partial<Record<TextName | 'file', Fault>> {
  const faults: Partial<Record<TextName | 'file', Fault>> = {};
  for (const name of ['title', 'effective_on', 'provided_by'] as const) {
    if (draft[name].trim() === '') faults[name] = 'targets.required';
  }
  if (draft.effective_on > today) faults.effective_on = 'evidence.effective_on_future';
  if (draft.valid_until !== '' && draft.valid_until < draft.effective_on) {
    faults.valid_until = 'evidence.valid_until_wrong';
  }
  if (draft.kind === 'file' && draft.file === null) faults.file = 'evidence.file_missing';
  if (draft.kind === 'link' && !/^https?:\/\/\S+$/.test(draft.link.trim()))
    faults.link = 'evidence.link_wrong';
  return faults;
}
