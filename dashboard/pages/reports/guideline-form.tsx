import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Guideline, GuidelineKind, GuidelineState } from '../../../server/contract/report.js';
import { createGuideline, deleteGuideline, updateGuideline } from '../../api/reports.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';

const kinds: readonly GuidelineKind[] = [
  'policy',
  'risk_analysis',
  'document_control',
  'internal_audit',
  'corrective_action',
  'other',
];
const states: readonly GuidelineState[] = ['draft', 'in_force', 'withdrawn'];
/** What a guideline in force has. */
const needed = ['edition', 'dated', 'author', 'approved_by', 'approved_on'] as const;

interface GuidelineFormProps {
  /** undefined: a new one. */
  guideline: Guideline | undefined;
  domain: DomainRef;
  onClose(): void;
}

/** What is said of a guideline document; what is in force has edition, date, author and approval. */
export function GuidelineForm({ guideline, domain, onClose }: GuidelineFormProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [draft, setDraft] = useState({
    title: guideline?.title ?? '',
    description: guideline?.description ?? '',
    location: guideline?.location ?? '',
    edition: guideline?.edition ?? '',
    dated: guideline?.dated ?? '',
    author: guideline?.author ?? '',
    approved_by: guideline?.approved_by ?? '',
    approved_on: guideline?.approved_on ?? '',
    review_due: guideline?.review_due ?? '',
  });
  const [kind, setKind] = useState<GuidelineKind>(guideline?.kind ?? 'policy');
  const [state, setState] = useState<GuidelineState>(guideline?.state ?? 'draft');
  const [checked, setChecked] = useState(false);
  const [removing, setRemoving] = useState(false);
  const onSuccess = () => {
    void queries.invalidateQueries({ queryKey: ['reports', 'guidelines'] });
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const { dated, approved_on, review_due, ...texts } = draft;
      const days = { dated: dated || null, approved_on: approved_on || null, review_due: review_due || null };
      const input = { ...texts, ...days, kind, state };
      return guideline ? updateGuideline(guideline, input) : createGuideline(domain, input);
    },
    onSuccess,
  });
  const remove = useMutation({ mutationFn: deleteGuideline, onSuccess });
  const isMissing = (name: keyof typeof draft): boolean =>
    draft[name].trim() === '' &&
    (name === 'title' || (state === 'in_force' && (needed as readonly string[]).includes(name)));
  const bind = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
    error:
      checked && isMissing(name) ? t(name === 'title' ? 'targets.required' : 'guideline.needed') : undefined,
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!isMissing('title') && !needed.some(isMissing)) save.mutate();
      }}
    >
      <SaveFault error={save.error ?? remove.error} />
      <TextField label={t('guideline.name')} maxLength={300} {...bind('title')} />
      <FieldRow>
        <SelectField
          label={t('guideline.kind')}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`guideline.kinds.${value}.name`) }))}
          onChange={(value) => setKind(value)}
        />
        <SelectField
          label={t('guideline.state')}
          value={state}
          options={states.map((value) => ({ value, label: t(`guideline.states.${value}`) }))}
          onChange={(value) => setState(value)}
        />
      </FieldRow>
      <FieldRow>
        <TextField label={t('guideline.edition')} maxLength={60} {...bind('edition')} />
        <TextField label={t('guideline.dated')} type="date" {...bind('dated')} />
      </FieldRow>
      <FieldRow>
        <TextField label={t('guideline.author')} maxLength={200} {...bind('author')} />
        <TextField label={t('guideline.approved_by')} maxLength={200} {...bind('approved_by')} />
      </FieldRow>
      <FieldRow>
        <TextField label={t('guideline.approved_on')} type="date" {...bind('approved_on')} />
        <TextField label={t('guideline.review_due')} type="date" {...bind('review_due')} />
      </FieldRow>
      <TextField label={t('guideline.description')} rows={2} maxLength={4000} {...bind('description')} />
      <TextField
        label={t('guideline.location')}
        hint={t('guideline.location_hint')}
        maxLength={2000}
        {...bind('location')}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
        {guideline ? (
          <Button
            variant="tertiary"
            icon="remove"
            label={t('guideline.remove')}
            onPress={() => setRemoving(true)}
          />
        ) : null}
      </div>
      {guideline ? (
        <ConfirmDialog
          title={t('guideline.remove')}
          text={t('guideline.remove_text')}
          action={t('guideline.remove')}
          isOpen={removing}
          onConfirm={() => {
            setRemoving(false);
            remove.mutate(guideline);
          }}
          onCancel={() => setRemoving(false)}
        />
      ) : null}
    </Form>
  );
}
