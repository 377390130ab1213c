import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Audit } from '../../../server/contract/iso.js';
import { createAudit, updateAudit } from '../../api/iso.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { auditStates } from './iso-words.js';
import { useIsoChanged } from './use-iso-changed.js';

interface AuditFormProps {
  /** undefined: a new one. */
  audit: Audit | undefined;
  domain: DomainRef;
  onClose(): void;
}

/** When, what, against what and by whom is audited (ISO/IEC 27001, 9.2.2). */
export function AuditForm({ audit, domain, onClose }: AuditFormProps) {
  const { t } = useMessages();
  const changed = useIsoChanged();
  const [draft, setDraft] = useState({
    title: audit?.title ?? '',
    scope: audit?.scope ?? '',
    criteria: audit?.criteria ?? '',
    auditor: audit?.auditor ?? '',
    starts: audit?.starts ?? '',
    ends: audit?.ends ?? '',
    state: audit?.state ?? ('planned' as const),
    summary: audit?.summary ?? '',
  });
  const [checked, setChecked] = useState(false);
  const begins = draft.state === 'running' || draft.state === 'reported';
  const save = useMutation({
    mutationFn: () => (audit ? updateAudit(audit, draft) : createAudit(domain, draft)),
    onSuccess() {
      changed();
      onClose();
    },
  });
  const missing = (text: string, needed = true) =>
    checked && needed && text.trim() === '' ? t('targets.required') : undefined;
  const wrongEnd = draft.ends !== '' && draft.ends < draft.starts;
  const bind = (name: Exclude<keyof typeof draft, 'state'>) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        const needed = [draft.title, draft.starts, draft.ends];
        if (begins) needed.push(draft.scope, draft.criteria, draft.auditor);
        if (needed.every((text) => text.trim() !== '') && !wrongEnd) save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      <TextField label={t('audit.name')} maxLength={200} error={missing(draft.title)} {...bind('title')} />
      <FieldRow>
        <TextField label={t('audit.starts')} type="date" error={missing(draft.starts)} {...bind('starts')} />
        <TextField
          label={t('audit.ends')}
          type="date"
          error={wrongEnd && checked ? t('audit.ends_wrong') : missing(draft.ends)}
          {...bind('ends')}
        />
      </FieldRow>
      <FieldRow>
        <TextField
          label={t('audit.auditor')}
          hint={t('audit.auditor_hint')}
          maxLength={200}
          error={missing(draft.auditor, begins)}
          {...bind('auditor')}
        />
        <SelectField
          label={t('audit.state')}
          value={draft.state}
          options={auditStates.map((value) => ({ value, label: t(`audit.state.${value}`) }))}
          onChange={(state) => setDraft({ ...draft, state })}
        />
      </FieldRow>
      <TextField
        label={t('audit.scope')}
        rows={2}
        maxLength={4000}
        error={missing(draft.scope, begins)}
        {...bind('scope')}
      />
      <TextField
        label={t('audit.criteria')}
        rows={2}
        maxLength={4000}
        error={missing(draft.criteria, begins)}
        {...bind('criteria')}
      />
      <TextField label={t('audit.summary')} rows={3} maxLength={4000} {...bind('summary')} />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
