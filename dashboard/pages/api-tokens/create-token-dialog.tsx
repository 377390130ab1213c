import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { GrantableScopes } from '../../../server/contract/api-token.js';
import { createApiToken } from '../../api/access.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { networksOf } from '../../components/network-list.js';
import { ErrorNotice } from '../../components/notice.js';
import { SecretNote } from '../../components/secret-note.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

interface CreateProps {
  grantable: readonly GrantableScopes[];
  onClose(): void;
  onCreated(): void;
}

// As the API has them: it checks again.
const longestTokenDays = 365;
const usualTokenDays = 90;
const isDays = (text: string): boolean => /^\d{1,3}$/.test(text) && +text >= 1 && +text <= longestTokenDays;

function CreateForm({ grantable, onClose, onCreated }: CreateProps) {
  const { t } = useMessages();
  const [draft, setDraft] = useState({
    tenant: grantable[0]?.tenant ?? '',
    name: '',
    days: String(usualTokenDays),
    networks: '',
  });
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set());
  const [checked, setChecked] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      createApiToken({
        tenant: draft.tenant,
        name: draft.name.trim(),
        scopes: [...scopes],
        days: Number(draft.days),
        networks: networksOf(draft.networks),
      }),
    onSuccess: onCreated,
  });
  if (create.data)
    return (
      <SecretNote
        title={t('api_tokens.created')}
        text={t('collectors.token_once')}
        secret={create.data.token}
        testId="api-token"
        onClose={onClose}
      />
    );
  const possible = grantable.find(({ tenant }) => tenant === draft.tenant)?.scopes ?? [];
  const wrong = { name: draft.name.trim() === '', days: !isDays(draft.days), scopes: scopes.size === 0 };
  const shown = (isWrong: boolean, text: string) => (checked && isWrong ? text : undefined);
  const bind = (key: keyof typeof draft) => ({
    value: draft[key],
    onChange: (value: string) => setDraft({ ...draft, [key]: value }),
  });
  const optionOf = (scope: string) => {
    const key = `api_tokens.scope.${scope}`;
    const text = t(key as MessageKey);
    return text === key ? { value: scope, label: scope } : { value: scope, label: text, hint: scope };
  };
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!Object.values(wrong).includes(true)) create.mutate();
      }}
    >
      {create.isError ? <ErrorNotice error={create.error} /> : null}
      <TextField
        label={t('api_tokens.name')}
        hint={t('api_tokens.name_hint')}
        maxLength={100}
        autoFocus
        autoComplete="off"
        error={shown(wrong.name, t('targets.required'))}
        {...bind('name')}
      />
      <FieldRow>
        {grantable.length > 1 ? (
          <SelectField
            label={t('alert.tenant')}
            value={draft.tenant}
            options={grantable.map(({ tenant }) => ({ value: tenant, label: tenant }))}
            onChange={(tenant) => {
              setDraft({ ...draft, tenant });
              setScopes(new Set());
            }}
          />
        ) : null}
        <TextField
          label={t('api_tokens.days')}
          inputMode="numeric"
          error={shown(wrong.days, t('api_tokens.days_wrong', { most: longestTokenDays }))}
          {...bind('days')}
        />
      </FieldRow>
      <CheckList
        label={t('api_tokens.scopes')}
        options={possible.map(optionOf)}
        selected={scopes}
        onChange={setScopes}
      />
      {checked && wrong.scopes ? (
        <p className="gw-field__error" role="alert">
          {t('api_tokens.scopes_wrong')}
        </p>
      ) : null}
      <TextField
        label={t('access.networks')}
        hint={t('access.networks_hint')}
        rows={2}
        {...bind('networks')}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('api_tokens.create')} isPending={create.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Creates an API token and shows it, this once. */
export function CreateTokenDialog({ isOpen, ...rest }: CreateProps & { isOpen: boolean }) {
  const { t } = useMessages();
  return (
    <Dialog title={t('api_tokens.create')} isOpen={isOpen} onClose={rest.onClose} wide>
      <CreateForm {...rest} />
    </Dialog>
  );
}
