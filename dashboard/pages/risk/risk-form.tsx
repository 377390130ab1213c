import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type {
  Damage,
  Estimate,
  Frequency,
  Risk,
  RiskMatrix,
  Treatment,
} from '../../../server/contract/risk.js';
import { updateRisk } from '../../api/risk.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { RiskMark } from './risk-mark.js';
import { damages, frequencies, relevances, treatments } from './risk-words.js';
import { useRisksChanged } from './use-risks.js';

interface EstimateFieldsProps {
  legend: string;
  value: Estimate | null;
  matrix: RiskMatrix;
  onChange(value: Estimate | null): void;
}

/** Frequency and damage, and the risk that they make together. */
function EstimateFields({ legend, value, matrix, onChange }: EstimateFieldsProps) {
  const { t } = useMessages();
  const none = { value: 'none' as const, label: t('risk.not_estimated') };
  const pick = (frequency: Frequency | 'none', damage: Damage | 'none'): void =>
    onChange(frequency === 'none' || damage === 'none' ? null : { frequency, damage });
  const level = value && matrix.cells[damages.indexOf(value.damage)]![frequencies.indexOf(value.frequency)]!;
  return (
    <fieldset className="gw-fieldset">
      <legend className="gw-panel__subtitle">
        {legend} <RiskMark level={level} />
      </legend>
      <FieldRow>
        <SelectField
          label={t('risk.frequency')}
          value={value?.frequency ?? 'none'}
          options={[
            none,
            ...frequencies.map((each) => ({ value: each, label: t(`risk.frequency.${each}`) })),
          ]}
          onChange={(next) => pick(next, value?.damage ?? 'limited')}
        />
        <SelectField
          label={t('risk.damage')}
          value={value?.damage ?? 'none'}
          options={[none, ...damages.map((each) => ({ value: each, label: t(`risk.damage.${each}`) }))]}
          onChange={(next) => pick(value?.frequency ?? 'medium', next)}
        />
      </FieldRow>
    </fieldset>
  );
}

interface RiskFormProps {
  risk: Risk;
  matrix: RiskMatrix;
  onClose(): void;
}

/** What a threat amounts to for an object, and what is done about it. */
export function RiskForm({ risk, matrix, onClose }: RiskFormProps) {
  const { t } = useMessages();
  const changed = useRisksChanged();
  const [relevance, setRelevance] = useState(risk.relevance);
  const [reason, setReason] = useState(risk.reason);
  const [before, setBefore] = useState(risk.before);
  const [treatment, setTreatment] = useState<Treatment | 'none'>(risk.treatment ?? 'none');
  const [note, setNote] = useState(risk.treatment_note);
  const [after, setAfter] = useState(risk.after);
  const [owner, setOwner] = useState(risk.owner);
  const isDirect = relevance === 'direct';
  const leaves = treatment === 'reduce' || treatment === 'transfer';
  const save = useMutation({
    mutationFn: () =>
      updateRisk(risk, {
        relevance,
        reason,
        before: isDirect ? before : null,
        treatment: isDirect && before && treatment !== 'none' ? treatment : null,
        treatment_note: isDirect ? note : '',
        after: isDirect && before && leaves ? after : null,
        owner,
      }),
    onSuccess() {
      changed();
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
      <SaveFault error={save.error} />
      <FieldRow>
        <SelectField
          label={t('risk.relevance')}
          value={relevance}
          options={relevances.map((value) => ({ value, label: t(`risk.relevance.${value}`) }))}
          onChange={(next) => setRelevance(next)}
        />
        <TextField label={t('risk.owner')} value={owner} maxLength={200} onChange={setOwner} />
      </FieldRow>
      <TextField
        label={t(isDirect ? 'risk.remark' : 'risk.relevance_reason')}
        value={reason}
        rows={2}
        maxLength={4000}
        onChange={setReason}
      />
      {isDirect ? (
        <EstimateFields
          legend={t('risk.matrix.before')}
          value={before}
          matrix={matrix}
          onChange={setBefore}
        />
      ) : null}
      {isDirect && before ? (
        <FieldRow>
          <SelectField
            label={t('risk.treatment')}
            value={treatment}
            options={[
              { value: 'none' as const, label: t('risk.not_decided') },
              ...treatments.map((value) => ({ value, label: t(`risk.treatment.${value}`) })),
            ]}
            onChange={(next) => setTreatment(next)}
          />
          <TextField
            label={t('risk.treatment_note')}
            value={note}
            rows={2}
            maxLength={4000}
            onChange={setNote}
          />
        </FieldRow>
      ) : null}
      {isDirect && before && leaves ? (
        <EstimateFields legend={t('risk.matrix.after')} value={after} matrix={matrix} onChange={setAfter} />
      ) : null}
      {risk.signed_by ? <p className="gw-muted">{t('risk.sign_goes')}</p> : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
