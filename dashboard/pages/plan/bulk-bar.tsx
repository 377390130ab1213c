import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Measure } from '../../../server/contract/plan.js';
import { updateMeasures } from '../../api/plan.js';
import { Button } from '../../components/button.js';
import { SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { useRisksChanged } from '../risk/use-risks.js';

interface BulkBarProps {
  chosen: readonly Measure[];
  onDone(): void;
}

const states = ['keep', 'open', 'in_progress', 'done'] as const;

/** Says of several measures at once who does them, until when, or how far they are; what is left empty stays. */
export function BulkBar({ chosen, onDone }: BulkBarProps) {
  const { t, plural } = useMessages();
  const changed = useRisksChanged();
  const [responsible, setResponsible] = useState('');
  const [deadline, setDeadline] = useState('');
  const [state, setState] = useState<(typeof states)[number]>('keep');
  const save = useMutation({
    mutationFn: () =>
      updateMeasures({
        measures: chosen.map(({ id, version }) => ({ id, version })),
        ...(responsible.trim() && { responsible: responsible.trim() }),
        ...(deadline && { deadline }),
        ...(state !== 'keep' && { state }),
      }),
    onSuccess() {
      changed();
      onDone();
    },
  });
  const says = responsible.trim() !== '' || deadline !== '' || state !== 'keep';
  return (
    <Form
      className="gw-bulk"
      onSubmit={(event) => {
        event.preventDefault();
        if (says) save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      <p className="gw-bulk__count" role="status">
        {plural('plan.chosen', chosen.length)}
      </p>
      <TextField
        label={t('plan.responsible')}
        value={responsible}
        maxLength={200}
        onChange={setResponsible}
      />
      <TextField label={t('plan.deadline')} type="date" value={deadline} onChange={setDeadline} />
      <SelectField
        label={t('plan.state')}
        value={state}
        options={states.map((value) => ({
          value,
          label: value === 'keep' ? t('plan.keep') : t(`plan.state.${value}`),
        }))}
        onChange={(next) => setState(next)}
      />
      <Button
        type="submit"
        variant="primary"
        label={t('plan.apply')}
        isDisabled={!says}
        isPending={save.isPending}
      />
      <Button variant="tertiary" label={t('plan.choose_none')} onPress={onDone} />
    </Form>
  );
}
