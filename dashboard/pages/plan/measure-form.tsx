import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Measure, MeasureInput, MeasureOrigin } from '../../../server/contract/plan.js';
import { createMeasure, updateMeasure } from '../../api/plan.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { LevelTag } from '../../components/level-tag.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { useRisksChanged } from '../risk/use-risks.js';
import { AfterField } from './after-field.js';
import { statesFor } from './plan-words.js';

/** What a new measure is for. */
export interface NewMeasureFor {
  risk?: string;
  finding?: string;
  title: string;
}

interface MeasureFormProps {
  domain: DomainRef;
  edited: Measure | NewMeasureFor;
  onClose(): void;
}

const priorities = ['auto', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

function draftOf(edited: Measure | NewMeasureFor) {
  const measure = 'id' in edited ? edited : undefined;
  return {
    title: edited.title,
    description: measure?.description ?? '',
    priority: measure?.own_priority ? (String(measure.priority) as (typeof priorities)[number]) : 'auto',
    responsible: measure?.responsible ?? '',
    cost_once: String(measure?.cost_once ?? 0),
    cost_yearly: String(measure?.cost_yearly ?? 0),
    starts_on: measure?.starts_on ?? '',
    deadline: measure?.deadline ?? '',
    after: measure?.after ?? [],
    state: measure?.state ?? ('open' as const),
    reason: measure?.reason ?? '',
  };
}

function originOf(edited: Measure | NewMeasureFor): MeasureOrigin {
  if ('origin' in edited) return edited.origin;
  return edited.risk ? 'risk' : edited.finding ? 'finding' : 'own';
}

/** What is to be done, by whom, until when, and what it costs. */
export function MeasureForm({ domain, edited, onClose }: MeasureFormProps) {
  const { t } = useMessages();
  const changed = useRisksChanged();
  const measure = 'id' in edited ? edited : undefined;
  const [draft, setDraft] = useState(() => draftOf(edited));
  const [checked, setChecked] = useState(false);
  const requirement = measure?.requirement;
  const needsReason = draft.state === 'accepted' || draft.state === 'obsolete';
  const wrongCost = (text: string) =>
    checked && !/^\d{1,9}$/.test(text.trim()) ? t('plan.cost_wrong') : undefined;
  const isReversed = draft.starts_on !== '' && draft.deadline !== '' && draft.starts_on > draft.deadline;
  const wrongDates = isReversed ? t('plan.dates_wrong') : undefined;
  const missing = (text: string) => (checked && text.trim() === '' ? t('targets.required') : undefined);
  const input = (): MeasureInput => ({
    // A gap goes by its requirement's title as long as nobody gives it another.
    title: requirement && draft.title === edited.title ? '' : draft.title,
    description: draft.description,
    priority: draft.priority === 'auto' ? null : Number(draft.priority),
    responsible: draft.responsible,
    cost_once: Number(draft.cost_once),
    cost_yearly: Number(draft.cost_yearly),
    starts_on: draft.starts_on === '' ? null : draft.starts_on,
    deadline: draft.deadline === '' ? null : draft.deadline,
    after: draft.after,
    state: draft.state,
    reason: draft.reason,
  });
  const save = useMutation({
    mutationFn: () => {
      if (measure) return updateMeasure(measure, input());
      const { risk, finding } = edited as NewMeasureFor;
      return createMeasure(domain, { ...input(), ...(risk && { risk }), ...(finding && { finding }) });
    },
    onSuccess() {
      changed();
      onClose();
    },
  });
  const bind = (name: Exclude<keyof typeof draft, 'state' | 'priority' | 'after'>) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        const costs = [draft.cost_once, draft.cost_yearly].every((text) => /^\d{1,9}$/.test(text.trim()));
        if (draft.title.trim() && costs && !isReversed && !(needsReason && draft.reason.trim() === ''))
          save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      {requirement ? (
        <p className="gw-muted">
          {t('plan.gap_of', { requirement: requirement.id })}{' '}
          <LevelTag level={requirement.level} isControl={requirement.control} />{' '}
          {t(`plan.check.${requirement.status}`)}
        </p>
      ) : null}
      <TextField label={t('plan.measure')} maxLength={300} error={missing(draft.title)} {...bind('title')} />
      <TextField label={t('targets.description')} maxLength={4000} rows={3} {...bind('description')} />
      <FieldRow>
        <TextField label={t('plan.starts_on')} type="date" {...bind('starts_on')} />
        <TextField label={t('plan.deadline')} type="date" error={wrongDates} {...bind('deadline')} />
      </FieldRow>
      <TextField label={t('plan.responsible')} maxLength={200} {...bind('responsible')} />
      <AfterField
        domain={domain}
        own={measure?.id}
        after={draft.after}
        onChange={(after) => setDraft({ ...draft, after })}
      />
      <FieldRow>
        <TextField
          label={t('plan.cost_once')}
          inputMode="numeric"
          error={wrongCost(draft.cost_once)}
          {...bind('cost_once')}
        />
        <TextField
          label={t('plan.cost_yearly')}
          inputMode="numeric"
          error={wrongCost(draft.cost_yearly)}
          {...bind('cost_yearly')}
        />
      </FieldRow>
      <FieldRow>
        <SelectField
          label={t('plan.state')}
          value={draft.state}
          options={[
            ...new Set([...statesFor(originOf(edited), requirement?.level === 'B'), draft.state]),
          ].map((value) => ({ value, label: t(`plan.state.${value}`) }))}
          onChange={(state) => setDraft({ ...draft, state })}
        />
        <SelectField
          label={t('plan.priority')}
          value={draft.priority}
          options={priorities.map((value) => ({
            value,
            label: value === 'auto' ? t('plan.priority_auto') : value,
          }))}
          onChange={(priority) => setDraft({ ...draft, priority })}
        />
      </FieldRow>
      {needsReason ? (
        <TextField
          label={t(draft.state === 'accepted' ? 'plan.accept_reason' : 'plan.obsolete_reason')}
          rows={2}
          maxLength={4000}
          error={missing(draft.reason)}
          {...bind('reason')}
        />
      ) : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
