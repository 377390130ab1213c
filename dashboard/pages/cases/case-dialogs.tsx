import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { Case, CaseState } from '../../../server/contract/case.js';
import { changeCase, changeCaseState, createCase } from '../../api/cases.js';
import { useAnnounce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { RadioField, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import { useTenantChoice } from '../../state/tenant.js';
import { type CaseDraft, CaseFacts } from './case-facts-form.js';
import { caseStates } from './case-words.js';

interface CaseFormProps {
  begin: CaseDraft;
  label: string;
  store(facts: Omit<CaseDraft, 'lead'> & { lead: string | null }): Promise<Case>;
  onStored(item: Case): void;
  onClose(): void;
}

/** What is said of a case, whether it is new or not. */
function CaseForm({ begin, label, store, onStored, onClose }: CaseFormProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [checked, setChecked] = useState(false);
  const [draft, setDraft] = useState(begin);
  const save = useMutation({
    mutationFn: () => store({ ...draft, title: draft.title.trim(), lead: draft.lead.trim() || null }),
    onSuccess: onStored,
    onSettled: () => queries.invalidateQueries({ queryKey: ['cases'] }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.title.trim()) save.mutate();
      }}
    >
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <CaseFacts draft={draft} checked={checked} onChange={setDraft} />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={label} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

function NewCaseForm({ onClose }: { onClose(): void }) {
  const { t } = useMessages();
  const navigate = useNavigate();
  const { user } = useSession();
  const { tenant } = useTenantChoice();
  return (
    <CaseForm
      begin={{
        title: '',
        summary: '',
        severity: 'medium',
        category: 'other',
        personal_data: 'unknown',
        lead: user?.username ?? '',
      }}
      label={t('cases.open_one')}
      store={(facts) => createCase({ ...facts, tenant })}
      onStored={({ id }) => {
        onClose();
        void navigate(`/cases/${id}`);
      }}
      onClose={onClose}
    />
  );
}

/** Opens a case without an alert, such as after a telephone call. */
export function NewCaseDialog({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const { t } = useMessages();
  return (
    <Dialog wide title={t('cases.new')} isOpen={isOpen} onClose={onClose}>
      <NewCaseForm onClose={onClose} />
    </Dialog>
  );
}

function EditForm({ item, onClose }: { item: Case; onClose(): void }) {
  const { t } = useMessages();
  const { title, summary, severity, category, personal_data, lead } = item;
  return (
    <CaseForm
      begin={{ title, summary, severity, category, personal_data, lead: lead ?? '' }}
      label={t('action.save')}
      store={(facts) => changeCase(item.id, { ...facts, version: item.version })}
      onStored={onClose}
      onClose={onClose}
    />
  );
}

/** Changes what is said of a case. */
export function EditCaseDialog({ item, isOpen, onClose }: { item: Case; isOpen: boolean; onClose(): void }) {
  const { t } = useMessages();
  return (
    <Dialog wide title={t('cases.edit')} isOpen={isOpen} onClose={onClose}>
      <EditForm item={item} onClose={onClose} />
    </Dialog>
  );
}

function StateForm({ item, onClose }: { item: Case; onClose(): void }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const [state, setState] = useState<CaseState>();
  const [comment, setComment] = useState('');
  const [checked, setChecked] = useState(false);
  const reopens = item.state === 'closed';
  const isMissing = reopens && comment.trim() === '';
  const save = useMutation({
    mutationFn: (to: CaseState) =>
      changeCaseState(item.id, {
        state: to,
        version: item.version,
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      }),
    onSuccess(changed) {
      announce(t('cases.announce_state', { state: t(`cases.state.${changed.state}`) }));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['cases'] }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (state && !isMissing) save.mutate(state);
      }}
    >
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <RadioField<CaseState>
        label={t('cases.state_label')}
        value={state}
        options={caseStates
          .filter((each) => each !== item.state)
          .map((value) => ({
            value,
            label: t(`cases.state.${value}`),
            hint: t(`cases.state_hint.${value}`),
          }))}
        onChange={setState}
        error={checked && !state ? t('cases.state_missing') : undefined}
      />
      <TextField
        label={t(reopens ? 'cases.reason' : 'alerts.comment')}
        rows={2}
        maxLength={4000}
        value={comment}
        onChange={setComment}
        error={checked && isMissing ? t('targets.required') : undefined}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Contains, recovers, closes or opens a case anew. */
export function StateDialog({ item, isOpen, onClose }: { item: Case; isOpen: boolean; onClose(): void }) {
  const { t } = useMessages();
  return (
    <Dialog title={t('cases.change_state')} isOpen={isOpen} onClose={onClose}>
      <StateForm item={item} onClose={onClose} />
    </Dialog>
  );
}
