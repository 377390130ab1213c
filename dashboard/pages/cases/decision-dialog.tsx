import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { CaseDuty, NewDutyDecision } from '../../../server/contract/case-duty.js';
import { type CaseDetail, decideDuty } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { RadioField, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { fromWallClock, toWallClock } from '../../i18n/zoned-time.js';
import { useCaseChange } from './use-case-change.js';

interface DecisionProps {
  detail: CaseDetail;
  duty: CaseDuty;
  onClose(): void;
}

function DecisionForm({ detail, duty, onClose }: DecisionProps) {
  const { t } = useMessages();
  const [latest] = duty.decisions;
  const [applies, setApplies] = useState<'yes' | 'no' | undefined>(latest?.applies);
  const [reason, setReason] = useState('');
  const known = latest?.aware_at ?? detail.case.opened_at;
  const [aware, setAware] = useState(toWallClock(known));
  const [statement, setStatement] = useState(latest?.statement ?? '');
  const [checked, setChecked] = useState(false);
  const asksTime = applies === 'yes' && duty.starts === 'aware';
  const awareAt = fromWallClock(aware, known);
  const isMissing = applies === undefined || reason.trim() === '' || (asksTime && awareAt === undefined);
  const decide = useCaseChange((body: NewDutyDecision) => decideDuty(detail.case.id, body), onClose);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (isMissing || applies === undefined) return;
        const since =
          asksTime && awareAt !== undefined ? { aware_at: awareAt, statement: statement.trim() } : {};
        decide.mutate({ duty: duty.duty, applies, reason: reason.trim(), ...since });
      }}
    >
      {decide.error ? <ErrorNotice error={decide.error} /> : null}
      <RadioField<'yes' | 'no'>
        label={t('cases.does_apply')}
        value={applies}
        options={[
          { value: 'yes', label: t('cases.applies.yes'), hint: t('cases.applies_hint.yes') },
          { value: 'no', label: t('cases.applies.no'), hint: t('cases.applies_hint.no') },
        ]}
        onChange={setApplies}
        error={checked && applies === undefined ? t('cases.decision_missing') : undefined}
      />
      <TextField
        label={t('cases.reason')}
        hint={t('cases.reason_hint')}
        rows={3}
        maxLength={4000}
        value={reason}
        onChange={setReason}
        error={checked && reason.trim() === '' ? t('targets.required') : undefined}
      />
      {asksTime ? (
        <>
          <TextField
            type="datetime-local"
            label={t('cases.aware_at')}
            hint={t('cases.aware_hint')}
            value={aware}
            onChange={setAware}
            error={checked && awareAt === undefined ? t('targets.required') : undefined}
          />
          <TextField
            label={t('cases.statement')}
            hint={t('cases.statement_hint')}
            rows={2}
            maxLength={4000}
            value={statement}
            onChange={setStatement}
          />
        </>
      ) : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('cases.decide_save')} isPending={decide.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Whether a duty holds, why, and since when the knowledge is there; undefined closes it. */
export function DecisionDialog({
  duty,
  ...rest
}: Omit<DecisionProps, 'duty'> & { duty: CaseDuty | undefined }) {
  const { t, language } = useMessages();
  return (
    <Dialog
      title={t('cases.decide_title', { name: duty?.name[language] ?? '' })}
      isOpen={duty !== undefined}
      onClose={rest.onClose}
    >
      {duty ? <DecisionForm duty={duty} {...rest} /> : null}
    </Dialog>
  );
}
