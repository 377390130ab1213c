import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Signal } from '../../../server/contract/signal.js';
import { setSignal } from '../../api/signals.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';

interface SignalSettingFormProps {
  domain: DomainRef;
  signal: Signal;
  onClose(): void;
  onStored(): void;
}

/** Switches a signal off for the tenant, or sets its thresholds. */
export function SignalSettingForm({ domain, signal, onClose, onStored }: SignalSettingFormProps) {
  const { t } = useMessages();
  const { defaults } = signal;
  const [enabled, setEnabled] = useState(signal.enabled);
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(Object.entries(signal.parameters).map(([name, value]) => [name, String(value)])),
  );
  const faultOf = (name: string): string | undefined => {
    const text = texts[name] ?? '';
    if (text.trim() === '') return t('targets.required');
    if (typeof defaults[name] !== 'number' || Number.isFinite(Number(text.replace(',', '.'))))
      return undefined;
    return t('signals.not_a_number');
  };
  const save = useMutation({
    mutationFn: () => {
      const parameters = Object.entries(texts).map(([name, text]): [string, string | number] => [
        name,
        typeof defaults[name] === 'number' ? Number(text.replace(',', '.')) : text.trim(),
      ]);
      // What is as shipped follows what is shipped later.
      const changed = parameters.filter(([name, value]) => value !== defaults[name]);
      return setSignal(domain, signal.id, {
        enabled,
        parameters: Object.fromEntries(changed),
        version: signal.version,
      });
    },
    onSuccess: onStored,
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (Object.keys(texts).every((name) => faultOf(name) === undefined)) save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      <p className="gw-muted">{t('signals.set_lead', { tenant: domain.tenant })}</p>
      <Switch label={t('signals.enabled')} isSelected={enabled} onChange={setEnabled} />
      {Object.keys(texts).map((name) => (
        <TextField
          key={name}
          label={name}
          hint={t('signals.default', { value: String(defaults[name]) })}
          value={texts[name] ?? ''}
          maxLength={300}
          error={faultOf(name)}
          onChange={(value) => setTexts({ ...texts, [name]: value })}
        />
      ))}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
