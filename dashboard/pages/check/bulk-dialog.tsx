import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { AssessmentBulk, AssessmentStatus, CheckQuestion } from '../../../server/contract/check.js';
import { changeAnswers, type EditionRef } from '../../api/check.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, RadioField, SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface BulkDialogProps {
  isOpen: boolean;
  domain: EditionRef;
  questions: readonly CheckQuestion[];
  targetObject: string | null;
  onClose(): void;
  onStored(): void;
}

/** Changes many answers of an interview at once; what is left empty stays as it is. */
export function BulkDialog(props: BulkDialogProps) {
  const { t } = useMessages();
  return (
    <Dialog title={t('check.bulk_title')} isOpen={props.isOpen} onClose={props.onClose}>
      {props.isOpen ? <BulkForm {...props} /> : null}
    </Dialog>
  );
}

/** Dispensable is not for many at once: each needs its own reason. */
const choices = ['keep', 'yes', 'partial', 'no', 'open'] as const;
type Choice = (typeof choices)[number];

function BulkForm({ domain, questions, targetObject, onClose, onStored }: BulkDialogProps) {
  const { t, plural } = useMessages();
  const [which, setWhich] = useState<'open' | 'all'>('open');
  const [status, setStatus] = useState<Choice>('keep');
  const [responsible, setResponsible] = useState('');
  const [due, setDue] = useState('');
  const chosen = questions.filter((question) => which === 'all' || question.status === 'open');
  const change: AssessmentBulk['change'] = {
    ...(status === 'keep' ? {} : { status: status satisfies AssessmentStatus }),
    ...(responsible.trim() === '' ? {} : { responsible }),
    ...(due === '' ? {} : { due }),
  };
  const isControls = questions.some(({ control }) => control !== null);
  const offered = choices.filter((value) => !isControls || value !== 'partial');
  const save = useMutation({
    mutationFn: () =>
      changeAnswers(domain, {
        items: chosen.map(({ requirement, own }) => ({
          requirement: requirement.id,
          target_object: targetObject,
          version: own?.version ?? 0,
        })),
        change,
      }),
    onSuccess() {
      onStored();
      onClose();
    },
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <RadioField
        label={t('check.bulk_which')}
        value={which}
        options={(['open', 'all'] as const).map((value) => ({
          value,
          label: t(`check.bulk_which.${value}`),
        }))}
        onChange={(next) => setWhich(next)}
      />
      <SelectField
        label={t('check.question')}
        value={status}
        options={offered.map((value) => ({
          value,
          label: t(value === 'keep' ? 'check.bulk_keep' : `check.status.${value}`),
        }))}
        onChange={(next) => setStatus(next)}
      />
      <FieldRow>
        <TextField
          label={t('check.field.responsible')}
          maxLength={200}
          value={responsible}
          onChange={setResponsible}
        />
        <TextField label={t('check.field.due')} type="date" value={due} onChange={setDue} />
      </FieldRow>
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={plural('check.bulk_save', chosen.length)}
          isDisabled={chosen.length === 0 || Object.keys(change).length === 0}
          isPending={save.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
