import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { LogSource, SourceDecision } from '../../../server/contract/signal.js';
import { getTargetObjects } from '../../api/isms.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { RadioField, SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';

interface SourceFormProps {
  domain: DomainRef;
  source: LogSource;
  error: unknown;
  isPending: boolean;
  onDecide(body: SourceDecision): void;
  onClose(): void;
}

/** Says which target object a source is, or why it is none. */
export function SourceForm({ domain, source, error, isPending, onDecide, onClose }: SourceFormProps) {
  const { t } = useMessages();
  const [kind, setKind] = useState<'assign' | 'ignore'>('assign');
  const [object, setObject] = useState(source.objects[0]?.id ?? '');
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const { data } = useQuery({
    queryKey: ['signal-sources', 'target-objects', domain.domain],
    queryFn: ({ signal }) => getTargetObjects(domain.domain, signal),
  });
  // In doubt between several: these stand first.
  const candidates = new Set(source.objects.map(({ id }) => id));
  const options = [...(data?.items ?? [])]
    .filter(({ type }) => type !== 'room' && type !== 'building')
    .sort((a, b) => Number(candidates.has(b.id)) - Number(candidates.has(a.id)))
    .map(({ id, key, name }) => ({ value: id, label: `${key} ${name}` }));
  const isComplete = kind === 'assign' ? object !== '' : reason.trim() !== '';
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!isComplete) return;
        onDecide(
          kind === 'assign'
            ? { name: source.name, assign: object }
            : { name: source.name, ignore: reason.trim() },
        );
      }}
    >
      <SaveFault error={error} />
      <RadioField
        label={t('signals.sources.what')}
        value={kind}
        options={[
          { value: 'assign', label: t('signals.sources.assign') },
          { value: 'ignore', label: t('signals.sources.ignore') },
        ]}
        onChange={(next) => setKind(next)}
      />
      {kind === 'assign' ? (
        <SelectField
          label={t('signals.sources.object')}
          value={object}
          options={[{ value: '', label: t('signals.sources.choose') }, ...options]}
          onChange={setObject}
        />
      ) : (
        <TextField
          label={t('signals.sources.reason')}
          value={reason}
          maxLength={2000}
          rows={2}
          error={checked && !isComplete ? t('targets.required') : undefined}
          onChange={setReason}
        />
      )}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
