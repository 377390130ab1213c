import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { PseudonymMode, PseudonymProposalInput } from '../../../server/contract/pseudonym.js';
import { proposeMode } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { leastPassphrase, leastReason } from './limits.js';

const lists = ['workstations', 'client_networks', 'exempt', 'user_fields'] as const;
const linesOf = (text: string): string[] =>
  text
    .split(/[\n,]+/)
    .map((line) => line.trim())
    .filter(Boolean);

interface ProposalFormProps {
  mode: PseudonymMode;
  onDone(recovery: string | null): void;
  onClose(): void;
}

/** An administrator proposes; a second person has to accept it. */
export function ProposalForm({ mode, onDone, onClose }: ProposalFormProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [settings, setSettings] = useState(mode.settings);
  const [texts, setTexts] = useState(
    () =>
      Object.fromEntries(lists.map((name) => [name, mode.settings[name].join('\n')])) as Record<
        (typeof lists)[number],
        string
      >,
  );
  const [enabled, setEnabled] = useState(true);
  const [reason, setReason] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [checked, setChecked] = useState(false);
  const needsKey = enabled && !mode.sides.requester;
  const valid = reason.trim().length >= leastReason && (!needsKey || passphrase.length >= leastPassphrase);
  const save = useMutation({
    mutationFn: () => {
      const body: PseudonymProposalInput = {
        enabled,
        reason: reason.trim(),
        settings: { ...settings, ...Object.fromEntries(lists.map((name) => [name, linesOf(texts[name])])) },
        ...(needsKey ? { passphrase } : {}),
      };
      return proposeMode(mode.tenant, body);
    },
    onSuccess: ({ recovery }) => onDone(recovery),
    onSettled: () => queries.invalidateQueries({ queryKey: ['pseudonyms'] }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (valid) save.mutate();
      }}
    >
      {save.isError ? <ErrorNotice error={save.error} /> : null}
      <p>{t('pseudonyms.two_people')}</p>
      <Switch label={t('pseudonyms.switch_on')} isSelected={enabled} onChange={setEnabled} />
      <FieldRow>
        {(['users', 'sids', 'mails'] as const).map((kind) => (
          <Switch
            key={kind}
            label={t(`pseudonyms.${kind}`)}
            isSelected={settings[kind]}
            onChange={(value) => setSettings({ ...settings, [kind]: value })}
          />
        ))}
      </FieldRow>
      <FieldRow>
        {lists.slice(0, 2).map((name) => (
          <TextField
            key={name}
            label={t(`pseudonyms.${name}`)}
            hint={t(`pseudonyms.${name}_hint`)}
            rows={3}
            value={texts[name]}
            onChange={(value) => setTexts({ ...texts, [name]: value })}
          />
        ))}
      </FieldRow>
      <FieldRow>
        {lists.slice(2).map((name) => (
          <TextField
            key={name}
            label={t(`pseudonyms.${name}`)}
            hint={t(`pseudonyms.${name}_hint`)}
            rows={3}
            value={texts[name]}
            onChange={(value) => setTexts({ ...texts, [name]: value })}
          />
        ))}
      </FieldRow>
      <SelectField
        label={t('pseudonyms.rotation')}
        value={settings.rotation}
        options={(['month', 'quarter', 'year'] as const).map((value) => ({
          value,
          label: t(`pseudonyms.rotation.${value}`),
        }))}
        onChange={(rotation) => setSettings({ ...settings, rotation })}
      />
      {needsKey ? (
        <TextField
          type="password"
          autoComplete="off"
          label={t('pseudonyms.passphrase.requester')}
          hint={t('pseudonyms.passphrase_new_hint')}
          value={passphrase}
          onChange={setPassphrase}
          error={
            checked && passphrase.length < leastPassphrase ? t('pseudonyms.passphrase_short') : undefined
          }
        />
      ) : null}
      <TextField
        label={t('storage.reason')}
        rows={2}
        maxLength={2000}
        value={reason}
        onChange={setReason}
        error={checked && reason.trim().length < leastReason ? t('pseudonyms.reason_short') : undefined}
      />
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t('pseudonyms.propose_now')}
          isPending={save.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
