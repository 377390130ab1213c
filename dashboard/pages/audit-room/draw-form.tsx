import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { SampleMethod } from '../../../server/contract/audit-room.js';
import { drawSample } from '../../api/audit-room.js';
import { Button } from '../../components/button.js';
import { FieldRow, RadioField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';

const methods: readonly SampleMethod[] = ['risk', 'stratified', 'random'];

/** Asks how a sample is drawn, draws it and opens it. */
export function DrawForm({ grant, onClose }: { grant: string; onClose(): void }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [method, setMethod] = useState<SampleMethod>('risk');
  const [size, setSize] = useState('10');
  const [seed, setSeed] = useState('');
  const count = Number(size);
  const isWrong = !(count >= 1 && count <= 500);
  const draw = useMutation({
    mutationFn: () => drawSample(grant, { method, size: count, ...(seed === '' ? {} : { seed }) }),
    onSuccess({ id }) {
      void queries.invalidateQueries({ queryKey: ['room', grant] });
      onClose();
      void navigate(`/audit-room/${grant}/samples/${id}`);
    },
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) draw.mutate();
      }}
    >
      <SaveFault error={draw.error} />
      <RadioField<SampleMethod>
        label={t('room.method')}
        value={method}
        options={methods.map((value) => ({
          value,
          label: t(`room.method.${value}`),
          hint: t(`room.method_hint.${value}`),
        }))}
        onChange={setMethod}
      />
      <FieldRow>
        <TextField
          label={t('room.size')}
          inputMode="numeric"
          value={size}
          onChange={(value) => setSize(value.replace(/\D/g, '').slice(0, 3))}
          error={isWrong ? t('room.size_wrong') : undefined}
        />
        <TextField
          label={t('room.seed')}
          hint={t('room.seed_hint')}
          value={seed}
          onChange={(value) => setSeed(value.replace(/[^!-~]/g, '').slice(0, 64))}
        />
      </FieldRow>
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('room.draw')} isPending={draw.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
