import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Audit } from '../../../server/contract/iso.js';
import { createGrant } from '../../api/audit-room.js';
import { Button } from '../../components/button.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { useIsoChanged } from './use-iso-changed.js';

interface GrantFormProps {
  audit: Audit;
  objects: readonly TargetObject[];
  onClose(): void;
}

const partsOf = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))];

/** Gives an auditor Bausteine and target objects of the audit's domain to read. */
export function GrantForm({ audit, objects, onClose }: GrantFormProps) {
  const { t } = useMessages();
  const changed = useIsoChanged();
  const [draft, setDraft] = useState({
    username: '',
    from: audit.starts,
    until: audit.ends,
    bausteine: '',
    keys: '',
  });
  const [withDomain, setWithDomain] = useState(true);
  const [checked, setChecked] = useState(false);
  const byKey = new Map(objects.map(({ key, id }) => [key.toLowerCase(), id]));
  const keys = partsOf(draft.keys);
  const unknown = keys.filter((key) => !byKey.has(key.toLowerCase()));
  const isBlank = draft.username.trim() === '';
  const isWrong = draft.from === '' || draft.until < draft.from;
  const save = useMutation({
    mutationFn() {
      const chosen = keys.map((key) => byKey.get(key.toLowerCase())!);
      return createGrant(audit.id, {
        username: draft.username.trim(),
        bausteine: partsOf(draft.bausteine),
        // Nothing chosen is everything, so "domain" is named beside objects only.
        scopes: chosen.length > 0 && withDomain ? ['domain', ...chosen] : chosen,
        from: draft.from,
        until: draft.until,
      });
    },
    onSuccess() {
      changed();
      onClose();
    },
  });
  const bind = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!isBlank && !isWrong && unknown.length === 0) save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      <TextField
        label={t('grant.username')}
        hint={t('grant.username_hint')}
        maxLength={200}
        error={checked && isBlank ? t('targets.required') : undefined}
        {...bind('username')}
      />
      <FieldRow>
        <TextField label={t('grant.from')} type="date" {...bind('from')} />
        <TextField
          label={t('grant.until')}
          type="date"
          error={isWrong ? t('audit.ends_wrong') : undefined}
          {...bind('until')}
        />
      </FieldRow>
      <TextField
        label={t('room.bausteine')}
        hint={t('grant.bausteine_hint')}
        rows={2}
        {...bind('bausteine')}
      />
      <TextField
        label={t('room.objects')}
        hint={t('grant.objects_hint')}
        rows={2}
        error={unknown.length > 0 ? t('grant.unknown', { keys: unknown.join(', ') }) : undefined}
        {...bind('keys')}
      />
      {keys.length > 0 ? (
        <Switch label={t('grant.with_domain')} isSelected={withDomain} onChange={setWithDomain} />
      ) : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('grant.add')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
